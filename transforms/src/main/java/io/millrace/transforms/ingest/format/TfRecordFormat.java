package io.millrace.transforms.ingest.format;

import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;

/**
 * TFRecord files.
 *
 * @param recordType what the records are
 * @param splitFiles whether several tasks may read parts of one uncompressed file; parts of files
 *     whose records hold whole TFRecord frames of their own cannot be told apart
 */
@Doc("TFRecord files, plain, gzip or zlib.")
@Name("tfrecord")
public record TfRecordFormat(
    @Doc("What the records are.") @Default("example") RecordType recordType,
    @Doc(
            "Whether parts of one uncompressed file are read side by side; false for records that"
                + " hold TFRecord data themselves.")
        @Default("true")
        boolean splitFiles)
    implements InputFormat {
  /** What the records of a file are. */
  @Doc("What TFRecords hold.")
  public enum RecordType {
    /** {@code tf.Example}. */
    EXAMPLE,
    /** {@code tf.SequenceExample}. */
    SEQUENCE_EXAMPLE,
    /** Anything; kept as it is. */
    BYTES
  }
}
