package io.millrace.artifacts.storage;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file that is there, whole, once {@link #close} returned, and never if it is given up. Not
 * thread-safe. After either end, what is written is dropped and a further end does nothing; after a
 * failed {@code close} the file can still be given up.
 */
public final class WholeOutput extends OutputStream {
  /** Takes back what was written so far. */
  @FunctionalInterface
  public interface GiveUp {
    /** Leaves nothing at the file's place that was written to this stream. */
    void run() throws IOException;
  }

  private final OutputStream out;
  private final GiveUp giveUp;
  private boolean ended;

  /**
   * A stream that completes the file when it closes.
   *
   * @param giveUp also releases {@code out}
   */
  public WholeOutput(OutputStream out, GiveUp giveUp) {
    this.out = out;
    this.giveUp = giveUp;
  }

  @Override
  public void write(int value) throws IOException {
    if (!ended) {
      out.write(value);
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (!ended) {
      out.write(bytes, offset, length);
    }
  }

  @Override
  public void flush() throws IOException {
    if (!ended) {
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    if (!ended) {
      out.close();
      ended = true;
    }
  }

  /** Gives the file up. */
  public void abort() throws IOException {
    if (!ended) {
      ended = true;
      giveUp.run();
    }
  }
}
