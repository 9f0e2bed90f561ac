package io.millrace.transforms.ingest.source;

/** What the records of an Examples artefact are; the names of TFX's {@code PayloadFormat}. */
public enum Payload {
  /** {@code tf.Example}. */
  EXAMPLE("FORMAT_TF_EXAMPLE"),
  /** {@code tf.SequenceExample}. */
  SEQUENCE_EXAMPLE("FORMAT_TF_SEQUENCE_EXAMPLE"),
  /** Bytes that mean nothing to Millrace. */
  BYTES("FORMAT_PROTO");

  private final String tfxName;

  Payload(String tfxName) {
    this.tfxName = tfxName;
  }

  /** The value of the artefact's property {@code payload_format}. */
  public String tfxName() {
    return tfxName;
  }
}
