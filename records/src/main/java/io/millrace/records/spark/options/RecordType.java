package io.millrace.records.spark.options;

/** What a record of a file is; the names are those of the TensorFlow connectors for Spark. */
public enum RecordType {
  /** A tf.Example: a feature is a scalar or a list. */
  EXAMPLE("Example"),
  /** A tf.SequenceExample: a context like a tf.Example, and lists of lists. */
  SEQUENCE_EXAMPLE("SequenceExample"),
  /** Any bytes, in one column named {@value #BYTE_ARRAY_COLUMN}. */
  BYTE_ARRAY("ByteArray");

  /** The name of the only column of {@link #BYTE_ARRAY}. */
  public static final String BYTE_ARRAY_COLUMN = "byteArray";

  private final String optionValue;

  RecordType(String optionValue) {
    this.optionValue = optionValue;
  }

  @Override
  public String toString() {
    return optionValue;
  }
}
