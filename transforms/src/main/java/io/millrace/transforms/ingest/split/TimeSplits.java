package io.millrace.transforms.ingest.split;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Splits by a time that one feature holds: whoever trains on the past must not see the future.
 *
 * @param feature an integer in {@code unit}, or ISO 8601 text; text without an offset is in UTC
 * @param unit of integers
 * @param windows each with its split, in the order of the splits; they do not overlap. Records
 *     outside all are left out
 */
public record TimeSplits(String feature, TimeUnit unit, List<Window> windows) implements SplitPlan {
  private static final Pattern INTEGER = Pattern.compile("-?\\d+");
  private static final Pattern OFFSET = Pattern.compile(".*T.*[+-]\\d\\d(:?\\d\\d)?");

  public TimeSplits {
    windows = List.copyOf(windows);
  }

  /** What an integer counts since 1970-01-01T00:00:00Z. */
  public enum TimeUnit {
    /** Days. */
    DAYS(86_400_000_000L),
    /** Seconds. */
    SECONDS(1_000_000L),
    /** Milliseconds. */
    MILLIS(1_000L),
    /** Microseconds. */
    MICROS(1L);

    private final long micros;

    TimeUnit(long micros) {
      this.micros = micros;
    }
  }

  /** Times from {@code fromMicros} to before {@code toMicros}, in microseconds since 1970, UTC. */
  public record Window(String split, long fromMicros, long toMicros)
      implements java.io.Serializable {}

  @Override
  public List<String> splits() {
    return windows.stream().map(Window::split).toList();
  }

  @Override
  public Splitter splitter() {
    FeatureText text = new FeatureText(feature);
    return (bytes, offset, length) -> {
      long micros = micros(text.of(bytes, offset, length));
      for (int i = 0; i < windows.size(); i++) {
        if (micros >= windows.get(i).fromMicros() && micros < windows.get(i).toMicros()) {
          return i;
        }
      }
      return Splitter.LEFT_OUT;
    };
  }

  private long micros(String value) throws NoSplitException {
    try {
      return INTEGER.matcher(value).matches()
          ? Math.multiplyExact(Long.parseLong(value), unit.micros)
          : parse(value);
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new NoSplitException(
          "no_time",
          "found '%s' in feature '%s' (expected: %s since 1970, or ISO 8601 such as 2024-05-31T12:00:00Z)"
              .formatted(value, feature, unit.name().toLowerCase(java.util.Locale.ROOT)));
    }
  }

  /**
   * Microseconds since 1970 of an ISO 8601 date, or date and time, with or without an offset.
   *
   * @throws DateTimeException if it is none
   * @throws ArithmeticException if it does not fit
   */
  public static long parse(String iso) {
    String text = iso.replace(' ', 'T');
    if (text.length() == 10) {
      return micros(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
    }
    boolean hasOffset = text.endsWith("Z") || OFFSET.matcher(text).matches();
    return micros(
        hasOffset
            ? OffsetDateTime.parse(text).toInstant()
            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
  }

  private static long micros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
  }
}
