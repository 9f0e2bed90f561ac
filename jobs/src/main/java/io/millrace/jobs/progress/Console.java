package io.millrace.jobs.progress;

import java.io.PrintStream;
import java.util.function.IntSupplier;

/**
 * Where progress is drawn. On a terminal the last row is a bar that is redrawn in place; lines go
 * above it. Thread-safe.
 */
public final class Console {
  private final PrintStream out;
  private final boolean terminal;
  private final boolean quiet;
  private final boolean stackTraces;
  private final IntSupplier width;
  private String bar = "";

  /**
   * A console.
   *
   * @param quiet whether only errors are shown
   * @param stackTraces whether errors are shown with where they came from
   * @param width columns of the terminal, asked at each redraw
   */
  public Console(
      PrintStream out, boolean terminal, boolean quiet, boolean stackTraces, IntSupplier width) {
    this.out = out;
    this.terminal = terminal;
    this.quiet = quiet;
    this.stackTraces = stackTraces;
    this.width = width;
  }

  /** Whether bars can be drawn. */
  boolean terminal() {
    return terminal;
  }

  /** Whether errors are to be shown with their stack traces. */
  public boolean stackTraces() {
    return stackTraces;
  }

  int width() {
    return width.getAsInt();
  }

  /** Shows a line, unless quiet. */
  public synchronized void line(String text) {
    if (!quiet) {
      error(text);
    }
  }

  /** Shows a line even if quiet. */
  public synchronized void error(String text) {
    String drawn = bar;
    clear();
    out.print(text + System.lineSeparator());
    draw(drawn);
  }

  /** Replaces the bar; text that is wider than the terminal is cut. */
  synchronized void bar(String text) {
    if (!terminal || quiet) {
      return;
    }
    int columns = Math.max(20, width());
    // The last column stays free: some terminals wrap when it is filled.
    String cut = text.length() < columns ? text : text.substring(0, columns - 1);
    String rest = " ".repeat(Math.max(0, bar.length() - cut.length()));
    out.print("\r" + cut + rest + "\r" + cut);
    out.flush();
    bar = cut;
  }

  /** Takes the bar away. */
  synchronized void clear() {
    if (!bar.isEmpty()) {
      out.print("\r" + " ".repeat(bar.length()) + "\r");
      bar = "";
    }
    out.flush();
  }

  private void draw(String text) {
    if (!text.isEmpty()) {
      out.print(text);
      bar = text;
    }
    out.flush();
  }
}
