package io.millrace.transforms.examples;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.MalformedExampleException;

/**
 * Examples in their order, one behind the other. Errors are {@link MillraceException}s that name
 * the place. Belongs to one thread.
 */
public interface ExampleStream extends CurrentExample, AutoCloseable {
  /**
   * Goes to the next example.
   *
   * @return false at the end
   * @throws MillraceException (data) if what stands there is damaged; (environment) if it cannot be
   *     read
   */
  boolean next();

  /** The error to raise for the current example when its bytes are none. */
  default MillraceException malformed(MalformedExampleException e) {
    return MillraceException.data(
        "%s: %s: %s; write it again".formatted(source(), place(), e.getMessage()), e);
  }

  @Override
  void close();
}
