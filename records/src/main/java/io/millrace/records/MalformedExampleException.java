package io.millrace.records;

/** Bytes that are no tf.Example; says where, what was found and what was expected. */
public final class MalformedExampleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int byteOffset;
  private final String found;
  private final String expected;

  /**
   * @param byteOffset where in the example, in bytes from its start
   */
  public MalformedExampleException(int byteOffset, String found, String expected) {
    super(
        "not a tf.Example: byte %,d: found %s (expected: %s)"
            .formatted(byteOffset, found, expected));
    this.byteOffset = byteOffset;
    this.found = found;
    this.expected = expected;
  }

  /** Where in the example, in bytes from its start. */
  public int byteOffset() {
    return byteOffset;
  }

  /** What was found. */
  public String found() {
    return found;
  }

  /** What was expected. */
  public String expected() {
    return expected;
  }
}
