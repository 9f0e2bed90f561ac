package io.millrace.transforms.ingest.source;

import java.util.Arrays;

/**
 * One record that cannot become an example, whether the run goes on without it or not. Has no stack
 * trace: there may be millions.
 */
public final class RejectedRecordException extends Exception {
  /** What is kept of the content: 64 KiB. Readers need not hold more for it. */
  public static final int KEPT_BYTES = 64 << 10;

  private static final long serialVersionUID = 1L;

  private final String reason;
  private final String source;
  private final String position;
  private final byte[] content;

  /**
   * A rejected record.
   *
   * @param reason a short constant name that counts are kept by, such as {@code wrong_cell_count}
   * @param source the file
   * @param position in it, such as {@code line 12} or {@code record 7}
   * @param problem what was found and expected, what to do; without source and position
   * @param content the raw record as far as it is known, or its beginning; not copied unless it is
   *     longer than {@value #KEPT_BYTES} bytes, of which the beginning is kept
   */
  public RejectedRecordException(
      String reason, String source, String position, String problem, byte[] content) {
    super(problem, null, false, false);
    this.reason = reason;
    this.source = source;
    this.position = position;
    this.content = content.length <= KEPT_BYTES ? content : Arrays.copyOf(content, KEPT_BYTES);
  }

  /** The constant name. */
  public String reason() {
    return reason;
  }

  /** The file. */
  public String source() {
    return source;
  }

  /** Where in the file. */
  public String position() {
    return position;
  }

  /** What was found, at most {@value #KEPT_BYTES} bytes; shared, not copied. */
  public byte[] content() {
    return content;
  }

  /** Source, position and problem in one line. */
  public String describe() {
    return source + ": " + position + ": " + getMessage();
  }
}
