package io.millrace.transforms.ingest;

import io.millrace.artifacts.options.Doc;

/** The formats that ExampleGen reads. */
public enum InputFormat {
  /** The IDX files of the MNIST family. */
  @Doc("IDX files of images and labels, as those of MNIST, gzipped or not.")
  IDX {
    @Override
    ExampleSource source() {
      return new IdxSource();
    }
  };

  abstract ExampleSource source();
}
