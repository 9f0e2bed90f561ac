package io.millrace.transforms.examples;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.MalformedExampleException;

/**
 * Examples in their order, one behind the other: {@link #buffer()}, {@link #offset()} and {@link
 * #length()} show the current one until the next call of {@link #next()}. Errors are {@link
 * MillraceException}s that name the place. Belongs to one thread.
 */
public interface ExampleStream extends AutoCloseable {
  /**
   * Goes to the next example.
   *
   * @return false at the end
   * @throws MillraceException (data) if what stands there is damaged; (environment) if it cannot be
   *     read
   */
  boolean next();

  /** The array that holds the current example; the stream's own. */
  byte[] buffer();

  /** Where it begins in {@link #buffer()}. */
  int offset();

  /** Its bytes. */
  int length();

  /** The file, or what else names the input, that the current example comes from. */
  String source();

  /** What {@link #position} counts: {@code record}, {@code row} or {@code byte}. */
  String positionUnit();

  /** Where the current example is in its source. */
  long position();

  /** The error to raise for the current example when its bytes are none. */
  default MillraceException malformed(MalformedExampleException e) {
    return MillraceException.data(
        "%s: %s %,d: %s; write it again"
            .formatted(source(), positionUnit(), position(), e.getMessage()),
        e);
  }

  @Override
  void close();
}
