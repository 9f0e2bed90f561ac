package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;

/** The IDX files of the MNIST family. */
@Doc("IDX files of images and labels, as those of MNIST, gzipped or not.")
@Name("idx")
public record IdxFormat() implements InputFormat {}
