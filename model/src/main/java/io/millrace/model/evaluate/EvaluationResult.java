package io.millrace.model.evaluate;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All that one evaluation found.
 *
 * @param classes the classes of the model
 * @param labels their names, or an empty list
 * @param slices the overall slice first, then by columns and values
 * @param errors the worst first
 */
record EvaluationResult(
    int classes, List<String> labels, List<SliceMetrics> slices, List<WorstError> errors) {

  /** The metrics of an aggregate. */
  static EvaluationResult of(
      Aggregate aggregate, SliceKeys keys, List<Integer> topK, List<String> labels) {
    List<SliceMetrics> slices = new ArrayList<>();
    SliceTable table = aggregate.slices();
    for (int entry = 0; entry < table.size(); entry++) {
      slices.add(SliceMetrics.of(keys.decode(table.key(entry)), table.value(entry), topK));
    }
    slices.sort(Comparator.comparing(SliceMetrics::key, EvaluationResult::compare));
    return new EvaluationResult(
        aggregate.classes(), labels, List.copyOf(slices), aggregate.errors().sorted());
  }

  /** The slice of all examples. */
  SliceMetrics overall() {
    return slices.get(0);
  }

  private static int compare(SliceKey a, SliceKey b) {
    int order = Integer.compare(a.columns().size(), b.columns().size());
    for (int i = 0; order == 0 && i < a.columns().size(); i++) {
      order = a.columns().get(i).name().compareTo(b.columns().get(i).name());
    }
    for (int i = 0; order == 0 && i < a.columns().size(); i++) {
      order = compareValues(a.columns().get(i).value(), b.columns().get(i).value());
    }
    return order;
  }

  private static int compareValues(Object a, Object b) {
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof Float x && b instanceof Float y) {
      return Float.compare(x, y);
    }
    if (a instanceof ByteString x && b instanceof ByteString y) {
      return ByteString.unsignedLexicographicalComparator().compare(x, y);
    }
    // A feature may change its type between files; the order then only has to be stable.
    return a.getClass().getName().compareTo(b.getClass().getName());
  }
}
