package io.millrace.transforms.ingest.span;

import io.millrace.artifacts.MillraceException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts a span into a query, as TFX does; a span is a day, counted from 1970-01-01 in UTC:
 *
 * <ul>
 *   <li>{@code @span_begin_timestamp}: the first second of the day, in seconds since 1970-01-01
 *   <li>{@code @span_end_timestamp}: the first second of the next day
 *   <li>{@code @span_yyyymmdd_utc}: the day in quotes, {@code '20240131'}
 *   <li>{@code @span}: the number itself, which TFX lacks
 * </ul>
 */
public final class SpanQuery {
  private static final Pattern PARAMETER =
      Pattern.compile("@span(_begin_timestamp|_end_timestamp|_yyyymmdd_utc)?(?![A-Za-z0-9_])");
  private static final long SECONDS_PER_DAY = Duration.ofDays(1).toSeconds();
  private static final int LAST_YEAR = 9999;

  private SpanQuery() {}

  /** Whether a query asks for a span. */
  public static boolean usesSpan(String query) {
    return PARAMETER.matcher(query).find();
  }

  /**
   * The query with values in place of its parameters.
   *
   * @throws MillraceException (usage) if the query asks for a time or day and the span is none of
   *     the years 1 to 9999
   */
  public static String substitute(String query, long span) {
    return PARAMETER
        .matcher(query)
        .replaceAll(parameter -> Matcher.quoteReplacement(value(parameter.group(1), span)));
  }

  private static String value(String name, long span) {
    if (name == null) {
      return Long.toString(span);
    }
    LocalDate day = day(span);
    return switch (name) {
      case "_begin_timestamp" -> Long.toString(day.toEpochDay() * SECONDS_PER_DAY);
      case "_end_timestamp" -> Long.toString((day.toEpochDay() + 1) * SECONDS_PER_DAY);
      default -> "'" + DateTimeFormatter.BASIC_ISO_DATE.format(day) + "'";
    };
  }

  private static LocalDate day(long span) {
    try {
      LocalDate day = LocalDate.ofEpochDay(span);
      if (day.getYear() >= 1 && day.getYear() <= LAST_YEAR) {
        return day;
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    throw MillraceException.usage(
        "span %d: no day of the years 1 to 9999 (expected: days since 1970-01-01, since the query asks for a time or day)"
            .formatted(span));
  }
}
