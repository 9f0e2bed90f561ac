package io.millrace.transforms.ingest.span;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The digits found in place of specs, of which a folder on the way shows some.
 *
 * @param specs all of the pattern, the most significant one first
 * @param digits by spec, as they stand in names
 */
record Tokens(List<Spec> specs, Map<Spec, String> digits) {
  Tokens {
    specs = List.copyOf(specs);
    digits = Map.copyOf(digits);
  }

  Tokens with(Map<Spec, String> more) {
    Map<Spec, String> all = new EnumMap<>(Spec.class);
    all.putAll(digits);
    all.putAll(more);
    return new Tokens(specs, all);
  }

  /** The numbers of the specs, up to the first one that is not known yet. */
  List<Long> known() {
    List<Long> numbers = new ArrayList<>();
    for (Spec spec : specs) {
      if (!digits.containsKey(spec)) {
        break;
      }
      numbers.add(number(spec));
    }
    return numbers;
  }

  /** Whether there is a date of the year, month and day, as far as they are known. */
  boolean isPossible() {
    try {
      return first() <= last();
    } catch (DateTimeException e) {
      return false;
    }
  }

  /** The smallest span that it may be. */
  long first() {
    if (digits.containsKey(Spec.SPAN)) {
      return number(Spec.SPAN);
    }
    if (!digits.containsKey(Spec.YYYY)) {
      return Long.MIN_VALUE;
    }
    return date(1, 1).toEpochDay();
  }

  /** The largest span that it may be. */
  long last() {
    if (digits.containsKey(Spec.SPAN)) {
      return number(Spec.SPAN);
    }
    if (!digits.containsKey(Spec.YYYY)) {
      return Long.MAX_VALUE;
    }
    LocalDate end = date(12, 1);
    return digits.containsKey(Spec.MM) && digits.containsKey(Spec.DD)
        ? end.toEpochDay()
        : YearMonth.from(end).atEndOfMonth().toEpochDay();
  }

  private LocalDate date(int month, int day) {
    int year = (int) number(Spec.YYYY);
    if (year == 0) {
      throw new DateTimeException("no year 0");
    }
    if (!digits.containsKey(Spec.MM)) {
      return LocalDate.of(year, month, day);
    }
    int known = digits.containsKey(Spec.DD) ? (int) number(Spec.DD) : day;
    return LocalDate.of(year, (int) number(Spec.MM), known);
  }

  OptionalLong version() {
    return digits.containsKey(Spec.VERSION)
        ? OptionalLong.of(number(Spec.VERSION))
        : OptionalLong.empty();
  }

  private long number(Spec spec) {
    return Long.parseLong(digits.get(spec));
  }
}
