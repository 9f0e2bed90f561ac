package io.millrace.transforms.examples;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes records that hold no line break, a line each. */
final class LineOutput implements RecordOutput {
  private final OutputStream out;

  LineOutput(OutputStream out) {
    this.out = new BufferedOutputStream(out, 64 << 10);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    out.write('\n');
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
