package io.millrace.artifacts.storage;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A stream whose failures name the file. A second {@code close} does nothing, also when the first
 * one failed, so that wrapping streams may close twice.
 */
final class ExplainedOutput extends OutputStream {
  private final OutputStream out;
  private final String uri;
  private boolean closed;

  ExplainedOutput(OutputStream out, String uri) {
    this.out = out;
    this.uri = uri;
  }

  @Override
  public void write(int value) throws IOException {
    StorageErrors.explained(
        uri,
        "write",
        () -> {
          out.write(value);
          return null;
        });
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    StorageErrors.explained(
        uri,
        "write",
        () -> {
          out.write(bytes, offset, length);
          return null;
        });
  }

  @Override
  public void flush() throws IOException {
    StorageErrors.explained(
        uri,
        "write",
        () -> {
          out.flush();
          return null;
        });
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    StorageErrors.explained(
        uri,
        "write",
        () -> {
          out.close();
          return null;
        });
  }
}
