package io.millrace.transforms.ingest.split;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.Name;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A rule other than TFX's hash buckets, as an option. */
@Doc("How records are divided.")
public sealed interface SplitRule {
  /** The most splits of one rule. */
  int MAX_SPLITS = 1000;

  /** The names of the splits, in their order. */
  List<String> splits();

  /**
   * By the value of a feature.
   *
   * @param feature of one text or integer
   * @param values the split of each value
   * @param discard values whose records are left out
   */
  @Doc("By the value of one feature.")
  @Name("by_column")
  record ByColumn(
      @Doc("Feature that decides: one text or integer.") String feature,
      @Doc("Split of each value, such as {TRAIN: train, VALIDATION: eval}.")
          Map<String, String> values,
      @Doc("Values whose records are left out.") @Default("[]") List<String> discard)
      implements SplitRule {
    public ByColumn {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
      discard = List.copyOf(discard);
      if (values.isEmpty()) {
        throw MillraceException.usage("values: none (expected: the split of at least one value)");
      }
      for (String value : discard) {
        if (values.containsKey(value)) {
          throw MillraceException.usage(
              "discard: '%s' is in values, too (expected: in one of both)".formatted(value));
        }
      }
    }

    @Override
    public List<String> splits() {
      return values.values().stream().distinct().toList();
    }
  }

  /**
   * The same shares of each label, exact within one record. Takes a pass over the data of its own.
   *
   * @param feature the label, one text or integer
   * @param shares by split
   */
  @Doc("The same shares of each label, exact within one record.")
  @Name("stratified")
  record Stratified(
      @Doc("The label: one text or integer.") String feature,
      @Doc("Splits by name, each with its share.") Map<String, Integer> shares)
      implements SplitRule {
    public Stratified {
      shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
      shares.forEach(
          (split, share) -> {
            if (share < 1) {
              throw MillraceException.usage(
                  "shares: %s: %d (expected: >= 1)".formatted(split, share));
            }
          });
      if (shares.isEmpty()) {
        throw MillraceException.usage("shares: none (expected: at least one split)");
      }
    }

    @Override
    public List<String> splits() {
      return List.copyOf(shares.keySet());
    }
  }

  /**
   * By a time.
   *
   * @param feature ISO 8601 text, or an integer in {@code unit}
   * @param unit of integers
   * @param windows by split; they must not overlap
   */
  @Doc("By a time: before, after, or windows.")
  @Name("by_time")
  record ByTime(
      @Doc("Feature with the time: ISO 8601 text, or an integer.") String feature,
      @Doc("What an integer counts since 1970-01-01, UTC.") @Default("seconds")
          TimeSplits.TimeUnit unit,
      @Doc("Splits by name, each with its window of times; records outside all are left out.")
          Map<String, TimeWindow> windows)
      implements SplitRule {
    public ByTime {
      windows = Collections.unmodifiableMap(new LinkedHashMap<>(windows));
      if (windows.isEmpty()) {
        throw MillraceException.usage("windows: none (expected: at least one split)");
      }
      List<TimeSplits.Window> sorted = new ArrayList<>(resolve(windows));
      sorted.sort((a, b) -> Long.compare(a.fromMicros(), b.fromMicros()));
      for (int i = 1; i < sorted.size(); i++) {
        if (sorted.get(i).fromMicros() < sorted.get(i - 1).toMicros()) {
          throw MillraceException.usage(
              "windows: '%s' and '%s' overlap (expected: each time in one split)"
                  .formatted(sorted.get(i - 1).split(), sorted.get(i).split()));
        }
      }
    }

    private static List<TimeSplits.Window> resolve(Map<String, TimeWindow> windows) {
      return windows.entrySet().stream().map(e -> e.getValue().resolve(e.getKey())).toList();
    }

    List<TimeSplits.Window> resolved() {
      return resolve(windows);
    }

    @Override
    public List<String> splits() {
      return List.copyOf(windows.keySet());
    }
  }

  /**
   * Times from {@code from} to before {@code before}.
   *
   * @param from ISO 8601; none: from the beginning
   * @param before ISO 8601; none: without end
   */
  @Doc("A window of times.")
  record TimeWindow(
      @Doc("First time, ISO 8601, in UTC if without an offset.") Optional<String> from,
      @Doc("End, itself not included.") Optional<String> before) {
    TimeSplits.Window resolve(String split) {
      long start = from.map(text -> micros(split, "from", text)).orElse(Long.MIN_VALUE);
      long end = before.map(text -> micros(split, "before", text)).orElse(Long.MAX_VALUE);
      if (start >= end) {
        throw MillraceException.usage(
            "windows: %s: found from %s, before %s (expected: from earlier than before)"
                .formatted(split, from.orElse("-"), before.orElse("-")));
      }
      return new TimeSplits.Window(split, start, end);
    }

    private static long micros(String split, String option, String text) {
      try {
        return TimeSplits.parse(text);
      } catch (DateTimeException | ArithmeticException e) {
        throw MillraceException.usage(
            "windows: %s: %s: '%s' (expected: ISO 8601, such as 2024-05-31 or 2024-05-31T12:00:00Z)"
                .formatted(split, option, text));
      }
    }
  }

  /**
   * Equal parts for cross-validation: {@code fold-0}, {@code fold-1}, ... by TFX's hash.
   *
   * @param count at least 2
   */
  @Doc("Equal parts for cross-validation: fold-0, fold-1, ...")
  @Name("folds")
  record Folds(@Doc("How many.") int count) implements SplitRule {
    public Folds {
      if (count < 2 || count > MAX_SPLITS) {
        throw MillraceException.usage("count: %d (expected: 2 to %d)".formatted(count, MAX_SPLITS));
      }
    }

    @Override
    public List<String> splits() {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        names.add("fold-" + i);
      }
      return names;
    }

    /** As buckets of one each. */
    public Map<String, Integer> buckets() {
      Map<String, Integer> buckets = new LinkedHashMap<>();
      splits().forEach(name -> buckets.put(name, 1));
      return buckets;
    }
  }

  /**
   * The plan of a rule that needs no pass over the data.
   *
   * @param opaque whether records are bytes that mean nothing
   */
  static SplitPlan plan(SplitRule rule, List<String> partitionFeatures, boolean opaque) {
    if (rule instanceof ByColumn column) {
      return new ColumnSplits(
          column.feature(), column.values(), new LinkedHashSet<>(column.discard()));
    }
    if (rule instanceof ByTime time) {
      return new TimeSplits(time.feature(), time.unit(), time.resolved());
    }
    if (rule instanceof Folds folds) {
      return HashSplits.of(folds.buckets(), partitionFeatures, opaque);
    }
    throw new IllegalArgumentException(rule + " needs a pass over the data");
  }
}
