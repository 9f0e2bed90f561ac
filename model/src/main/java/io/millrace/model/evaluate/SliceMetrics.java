package io.millrace.model.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of one slice.
 *
 * @param values all metrics by id, sorted; undefined ones are NaN
 * @param classes those that occur in the slice, as truth or as prediction, by id
 */
record SliceMetrics(
    SliceKey key,
    long examples,
    SortedMap<MetricId, Double> values,
    List<ClassMetrics> classes,
    ConfusionCounts confusion) {

  /** The metrics from what was counted. */
  static SliceMetrics of(SliceKey key, MetricAccumulator counted, List<Integer> topK) {
    SortedMap<MetricId, Double> values = new TreeMap<>();
    values.put(MetricId.of(MetricId.EXAMPLE_COUNT), (double) counted.examples());
    values.put(MetricId.of(MetricId.ACCURACY), counted.accuracy());
    values.put(MetricId.of(MetricId.LOSS), counted.meanLoss());
    for (int i = 0; i < topK.size(); i++) {
      values.put(MetricId.topK(topK.get(i)), counted.topKAccuracy(i));
    }
    List<ClassMetrics> classes = classes(counted.confusion());
    for (ClassMetrics c : classes) {
      values.put(new MetricId(MetricId.PRECISION, c.classId()), c.precision());
      values.put(new MetricId(MetricId.RECALL, c.classId()), c.recall());
      values.put(new MetricId(MetricId.F1_SCORE, c.classId()), c.f1());
    }
    values.put(MetricId.of(MetricId.MACRO_PRECISION), macro(classes, ClassMetrics::precision));
    values.put(MetricId.of(MetricId.MACRO_RECALL), macro(classes, ClassMetrics::recall));
    values.put(MetricId.of(MetricId.MACRO_F1_SCORE), macro(classes, ClassMetrics::f1));
    return new SliceMetrics(
        key,
        counted.examples(),
        Collections.unmodifiableSortedMap(values),
        List.copyOf(classes),
        counted.confusion());
  }

  // Undefined values count as 0, as in scikit-learn with zero_division=0: a class that is never
  // found must not make the mean better.
  private static double macro(List<ClassMetrics> classes, ToDoubleFunction<ClassMetrics> metric) {
    return classes.stream()
        .mapToDouble(metric)
        .map(value -> Double.isNaN(value) ? 0 : value)
        .average()
        .orElse(Double.NaN);
  }

  private static List<ClassMetrics> classes(ConfusionCounts confusion) {
    SortedMap<Integer, long[]> counts = new TreeMap<>();
    confusion.forEach(
        (actual, predicted, count) -> {
          counts.computeIfAbsent(actual, c -> new long[3])[0] += count;
          if (predicted != ConfusionCounts.NO_PREDICTION) {
            counts.computeIfAbsent(predicted, c -> new long[3])[1] += count;
          }
          if (actual == predicted) {
            counts.get(actual)[2] += count;
          }
        });
    List<ClassMetrics> classes = new ArrayList<>(counts.size());
    counts.forEach((id, c) -> classes.add(new ClassMetrics(id, c[0], c[1], c[2])));
    return classes;
  }

  /** The value of a metric over all classes. */
  double value(String name) {
    return values.getOrDefault(MetricId.of(name), Double.NaN);
  }
}
