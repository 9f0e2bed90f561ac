package io.millrace.transforms.statistics.generator;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The formats of dates and times that TFDV knows, in its order and in the directives of {@code
 * strptime}: 17 of dates, 3 of times, one of C's {@code ctime}, and each date with each time behind
 * a {@code T} or a space. Seconds may be 60 or 61, as for leap seconds (TFDV's pattern wants 600 or
 * 601 there).
 */
final class TimeFormats {
  private static final List<String> DATES =
      List.of(
          "%Y-%m-%d",
          "%Y/%m/%d",
          "%Y%m%d",
          "%y-%m-%d",
          "%y/%m/%d",
          "%m-%d-%Y",
          "%m/%d/%Y",
          "%m%d%Y",
          "%m-%d-%y",
          "%m/%d/%y",
          "%d-%m-%Y",
          "%d/%m/%Y",
          "%d%m%Y",
          "%d-%B-%Y",
          "%d-%m-%y",
          "%d/%m/%y",
          "%d-%B-%y");
  private static final List<String> TIMES = List.of("%H:%M", "%H:%M:%S", "%H:%M:%S.%f");
  private static final String CTIME = "%a %b %d %H:%M:%S %Y";

  /** Longer values, in bytes, have none of the formats. */
  static final int LONGEST = 40;

  private static final int SHORTEST_CTIME = "Mon Jan 1 1:1:1 2018".length();
  private static final int DAY_NAME = "Mon".length();
  private static final int[] NONE = {};

  static final List<String> ALL = all();
  private static final List<Pattern> PATTERNS =
      ALL.stream().map(TimeFormats::regex).map(Pattern::compile).toList();

  private TimeFormats() {}

  /** The formats that a value has, as indexes into {@link #ALL}. */
  static int[] of(String value) {
    if (!mayBe(value)) {
      return NONE;
    }
    return IntStream.range(0, PATTERNS.size())
        .filter(i -> PATTERNS.get(i).matcher(value).matches())
        .toArray();
  }

  /** Whether a value starts as a time does; most texts do not. */
  private static boolean mayBe(String value) {
    if (value.isEmpty() || value.length() > LONGEST) {
      return false;
    }
    char first = value.charAt(0);
    // Days may have a space for a leading zero.
    return (first >= '0' && first <= '9')
        || first == ' '
        || (value.length() >= SHORTEST_CTIME && value.charAt(DAY_NAME) == ' ');
  }

  private static List<String> all() {
    List<String> formats = new ArrayList<>(DATES);
    formats.addAll(TIMES);
    formats.add(CTIME);
    for (String date : DATES) {
      for (String time : TIMES) {
        formats.add(date + "T" + time);
        formats.add(date + " " + time);
      }
    }
    return List.copyOf(formats);
  }

  private static String regex(String format) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      regex.append(c == '%' ? directive(format.charAt(++i)) : Pattern.quote(String.valueOf(c)));
    }
    return regex.toString();
  }

  private static String directive(char letter) {
    return switch (letter) {
      case 'a' -> "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
      case 'b' -> "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
      case 'B' ->
          "(?:January|February|March|April|May|June|July|August|September|October|November|December)";
      case 'd' -> "(?:3[01]|[12][0-9]|0[1-9]|[1-9]| [1-9])";
      case 'f' -> "[0-9]{1,6}";
      case 'H' -> "(?:2[0-3]|[01][0-9]|[0-9])";
      case 'm' -> "(?:1[0-2]|0[1-9]|[1-9])";
      case 'M' -> "(?:[0-5][0-9]|[0-9])";
      case 'S' -> "(?:6[01]|[0-5][0-9]|[0-9])";
      case 'y' -> "[0-9]{2}";
      case 'Y' -> "[0-9]{4}";
      default -> throw new IllegalArgumentException("%" + letter);
    };
  }
}
