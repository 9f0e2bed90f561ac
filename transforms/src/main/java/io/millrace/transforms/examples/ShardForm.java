package io.millrace.transforms.examples;

import io.millrace.records.Compression;
import io.millrace.records.TfRecordWriter;
import java.io.IOException;
import java.io.OutputStream;

/** The form of the files of an artefact. */
public enum ShardForm {
  /** TFRecords, gzipped: TFX's form. */
  TFRECORD_GZIP(".gz"),
  /** TFRecords. */
  TFRECORD(""),
  /** Records that are lines of text. */
  LINES(".jsonl");

  private final String extension;

  ShardForm(String extension) {
    this.extension = extension;
  }

  /** What the names of the files end with. */
  public String extension() {
    return extension;
  }

  RecordOutput open(OutputStream file) throws IOException {
    return switch (this) {
      case TFRECORD_GZIP -> records(TfRecordWriter.create(file, Compression.GZIP));
      case TFRECORD -> records(TfRecordWriter.create(file, Compression.NONE));
      case LINES -> new LineOutput(file);
    };
  }

  private static RecordOutput records(TfRecordWriter writer) {
    return new RecordOutput() {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        writer.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        writer.close();
      }
    };
  }
}
