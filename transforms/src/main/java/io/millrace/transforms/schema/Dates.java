package io.millrace.transforms.schema;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.metadata.v0.FeatureNameStatistics.Type;
import org.tensorflow.metadata.v0.TimeDomain;
import org.tensorflow.metadata.v0.TimeDomain.IntegerTimeFormat;

/**
 * Finds the format of dates and times. Integers count as Unix time if all lie between 1990 and
 * 2030, and differ, as TFDV's own detection has it.
 */
final class Dates {
  /** What fits, on how many of the values that were looked at. */
  record Match(TimeDomain domain, double matching, double counted, String evidence) {}

  private static final long FROM =
      LocalDate.of(1990, 1, 1).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
  private static final long TO =
      LocalDate.of(2030, 1, 1).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
  private static final long DAY_SECONDS = 86_400;
  private static final int FEWEST = 10;

  /** By the format of strptime. */
  private static final Map<String, DateTimeFormatter> FORMATS = new LinkedHashMap<>();

  private static final Map<IntegerTimeFormat, Double> UNITS_PER_SECOND =
      Map.of(
          IntegerTimeFormat.UNIX_DAYS, 1.0 / DAY_SECONDS,
          IntegerTimeFormat.UNIX_SECONDS, 1.0,
          IntegerTimeFormat.UNIX_MILLISECONDS, 1e3,
          IntegerTimeFormat.UNIX_MICROSECONDS, 1e6,
          IntegerTimeFormat.UNIX_NANOSECONDS, 1e9);

  static {
    Map<String, String> dates = new LinkedHashMap<>();
    dates.put("%Y-%m-%d", "uuuu-M-d");
    dates.put("%Y/%m/%d", "uuuu/M/d");
    dates.put("%Y%m%d", "uuuuMMdd");
    dates.put("%m/%d/%Y", "M/d/uuuu");
    dates.put("%d/%m/%Y", "d/M/uuuu");
    dates.put("%m-%d-%Y", "M-d-uuuu");
    dates.put("%d-%m-%Y", "d-M-uuuu");
    dates.put("%d.%m.%Y", "d.M.uuuu");
    dates.put("%d-%b-%Y", "d-MMM-uuuu");
    Map<String, String> times = new LinkedHashMap<>();
    times.put("%H:%M:%S", "H:m:s");
    times.put("%H:%M", "H:m");
    times.put("%H:%M:%S.%f", "H:m:s.[SSSSSSSSS][SSSSSS][SSS][SS][S]");
    dates.forEach((format, pattern) -> know(format, pattern));
    dates.forEach(
        (date, pattern) ->
            times.forEach(
                (time, other) -> {
                  know(date + "T" + time, pattern + "'T'" + other);
                  know(date + " " + time, pattern + " " + other);
                }));
    times.forEach(Dates::know);
    know("%a %b %d %H:%M:%S %Y", "EEE MMM d H:m:s uuuu");
  }

  private Dates() {}

  private static void know(String format, String pattern) {
    FORMATS.put(
        format,
        DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
            .withResolverStyle(ResolverStyle.STRICT));
  }

  static Optional<Match> of(FeatureView view) {
    if (view.hasStrings()) {
      return strings(view);
    }
    return view.statisticsType() == Type.INT ? numbers(view) : Optional.empty();
  }

  private static Optional<Match> strings(FeatureView view) {
    Map<String, Double> values = view.strings();
    if (values.size() < 2) {
      return Optional.empty();
    }
    double listed = values.values().stream().mapToDouble(Double::doubleValue).sum();
    for (Map.Entry<String, DateTimeFormatter> format : FORMATS.entrySet()) {
      if (values.keySet().stream().allMatch(v -> fits(v, format.getValue()))) {
        return Optional.of(
            new Match(
                TimeDomain.newBuilder().setStringFormat(format.getKey()).build(),
                listed,
                Math.max(listed, view.values()),
                "all "
                    + values.size()
                    + " listed values have the format, "
                    + Found.share(listed, view.values(), "values")
                    + ", such as "
                    + Found.samples(values)));
      }
    }
    return Optional.empty();
  }

  private static boolean fits(String value, DateTimeFormatter format) {
    try {
      format.parse(value);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static Optional<Match> numbers(FeatureView view) {
    double min = view.numbers().getMin();
    double max = view.numbers().getMax();
    if (min == max || view.values() < FEWEST) {
      return Optional.empty();
    }
    return UNITS_PER_SECOND.entrySet().stream()
        .filter(unit -> min >= FROM * unit.getValue() && max < TO * unit.getValue())
        .findFirst()
        .map(
            unit ->
                new Match(
                    TimeDomain.newBuilder().setIntegerFormat(unit.getKey()).build(),
                    view.values(),
                    view.values(),
                    Found.number(view.values())
                        + " values, "
                        + Found.number(min)
                        + " to "
                        + Found.number(max)
                        + ", all between 1990 and 2030"));
  }
}
