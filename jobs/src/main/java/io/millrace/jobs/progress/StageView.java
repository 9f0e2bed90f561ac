package io.millrace.jobs.progress;

import java.time.Duration;
import java.util.Locale;

/**
 * How a stage at some moment reads. {@code total} is -1 if unknown, {@code unit} empty if nothing
 * is counted; rates are averages.
 */
record StageView(
    String component, String stage, long done, long total, String unit, Duration elapsed) {
  private static final int BAR_MIN = 10;
  private static final int BAR_MAX = 30;

  /** One row of at most {@code width} columns: the bar takes what the words leave. */
  String bar(int width) {
    String head = component + ": " + stage + " ";
    String tail =
        total > 0 ? String.format(Locale.ROOT, " %3d%%  ", percent()) + counts() : counts();
    int free = width - 1 - head.length() - tail.length() - 2;
    if (total <= 0 || free < BAR_MIN) {
      return head.trim() + ": " + tail.trim();
    }
    int cells = Math.min(BAR_MAX, free);
    int filled = (int) (cells * Math.min(1.0, (double) done / total));
    String arrow = filled == cells || filled == 0 ? "" : ">";
    String cellsText = "=".repeat(filled - arrow.length()) + arrow + " ".repeat(cells - filled);
    return head + "[" + cellsText + "]" + tail;
  }

  /** A line for logs while the stage runs. */
  String line() {
    String share = total > 0 ? " (" + percent() + "%)" : "";
    return component + ": " + stage + share + ": " + counts();
  }

  /** A line for logs when the stage has ended. */
  String end() {
    String what = done > 0 ? number(done) + " " + unit + " in " : "done in ";
    String rate = done > 0 && seconds() >= 0.1 ? " (" + rate() + "/s)" : "";
    return component + ": " + stage + ": " + what + Durations.words(elapsed) + rate;
  }

  private String counts() {
    if (unit.isEmpty()) {
      return Durations.words(elapsed);
    }
    String of = total > 0 ? "/" + number(total) : "";
    String text = number(done) + of + " " + unit;
    if (done <= 0 || seconds() < 0.1) {
      return text;
    }
    text += ", " + rate() + "/s";
    if (total > done) {
      Duration left =
          Duration.ofMillis((long) (elapsed.toMillis() * ((double) (total - done) / done)));
      text += ", " + Durations.words(left) + " left";
    }
    return text;
  }

  private long percent() {
    return Math.min(100, 100 * done / total);
  }

  private String rate() {
    double perSecond = done / seconds();
    return perSecond >= 10
        ? number(Math.round(perSecond))
        : String.format(Locale.ROOT, "%.1f", perSecond);
  }

  private double seconds() {
    return elapsed.toNanos() / 1e9;
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
