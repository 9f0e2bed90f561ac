package io.millrace.records;

/** Bytes that are not a tf.Example; the offset counts from the start of the record. */
public final class MalformedExampleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int byteOffset;

  MalformedExampleException(int byteOffset, String problem) {
    super("byte " + byteOffset + " of the record: " + problem);
    this.byteOffset = byteOffset;
  }

  /** Where in the record the problem was noticed. */
  public int byteOffset() {
    return byteOffset;
  }
}
