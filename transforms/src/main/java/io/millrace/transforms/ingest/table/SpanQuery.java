package io.millrace.transforms.ingest.table;

import io.millrace.artifacts.MillraceException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parameters of TFX's query-based ExampleGen: a span is a day, counted from 1970-01-01.
 * {@code @span_begin_timestamp} and {@code @span_end_timestamp} are the seconds since 1970 at which
 * it begins and ends, {@code @span_yyyymmdd_utc} its date as quoted text, {@code @span} its number.
 */
final class SpanQuery {
  private static final long SECONDS_PER_DAY = 86_400;
  private static final Pattern PARAMETER =
      Pattern.compile("@span(?:_begin_timestamp|_end_timestamp|_yyyymmdd_utc)?(?![A-Za-z0-9_])");

  private SpanQuery() {}

  /**
   * The query for a span.
   *
   * @throws MillraceException (usage) if it has parameters and there is no span
   */
  static String of(String query, OptionalLong span) {
    Matcher parameter = PARAMETER.matcher(query);
    return parameter.replaceAll(
        found -> {
          if (span.isEmpty()) {
            throw MillraceException.usage(
                "query: found %s (expected: a span to put there); give a span, or take it out"
                    .formatted(found.group()));
          }
          long day = span.getAsLong();
          return switch (found.group()) {
            case "@span_begin_timestamp" -> Long.toString(day * SECONDS_PER_DAY);
            case "@span_end_timestamp" -> Long.toString((day + 1) * SECONDS_PER_DAY);
            case "@span_yyyymmdd_utc" ->
                "'" + LocalDate.ofEpochDay(day).format(DateTimeFormatter.BASIC_ISO_DATE) + "'";
            default -> Long.toString(day);
          };
        });
  }
}
