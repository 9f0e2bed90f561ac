package io.millrace.artifacts.storage;

import java.io.IOException;
import java.io.InputStream;

/** A stream whose failures name the file. */
final class ExplainedInput extends InputStream {
  private final InputStream in;
  private final String uri;

  ExplainedInput(InputStream in, String uri) {
    this.in = in;
    this.uri = uri;
  }

  @Override
  public int read() throws IOException {
    return StorageErrors.explained(uri, "read", in::read);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return StorageErrors.explained(uri, "read", () -> in.read(bytes, offset, length));
  }

  @Override
  public long skip(long count) throws IOException {
    return StorageErrors.explained(uri, "read", () -> in.skip(count));
  }

  @Override
  public int available() throws IOException {
    return StorageErrors.explained(uri, "read", in::available);
  }

  @Override
  public void close() throws IOException {
    StorageErrors.explained(
        uri,
        "close",
        () -> {
          in.close();
          return null;
        });
  }
}
