package io.millrace.jobs.progress;

import java.time.Duration;
import java.util.Locale;

/** Durations as people read them. */
public final class Durations {
  private Durations() {}

  /** {@code 0.4 s}, {@code 12.3 s}, {@code 4 min 05 s}, {@code 2 h 03 min}. */
  public static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
  }
}
