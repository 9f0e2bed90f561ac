package io.millrace.model.evaluate;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A metric, perhaps of one class.
 *
 * @param name as TensorFlow Model Analysis and Keras spell it
 * @param classId the class, or {@link #ALL}
 */
record MetricId(String name, int classId) implements Comparable<MetricId> {
  /** The class id of metrics over all classes. */
  static final int ALL = -1;

  static final String EXAMPLE_COUNT = "example_count";
  static final String ACCURACY = "accuracy";
  static final String LOSS = "loss";
  static final String PRECISION = "precision";
  static final String RECALL = "recall";
  static final String F1_SCORE = "f1_score";
  static final String MACRO_PRECISION = "macro_precision";
  static final String MACRO_RECALL = "macro_recall";
  static final String MACRO_F1_SCORE = "macro_f1_score";

  /** Metrics that have one value per class. */
  static final List<String> PER_CLASS = List.of(PRECISION, RECALL, F1_SCORE);

  /** Metrics over all classes that are means over the classes. */
  static final List<String> MACRO = List.of(MACRO_PRECISION, MACRO_RECALL, MACRO_F1_SCORE);

  private static final Pattern WITH_CLASS = Pattern.compile("([a-z0-9_]+)\\[(.+)]");

  /** A metric over all classes. */
  static MetricId of(String name) {
    return new MetricId(name, ALL);
  }

  /** {@code top_<k>_accuracy}. */
  static MetricId topK(int k) {
    return of("top_" + k + "_accuracy");
  }

  /**
   * Reads {@code accuracy}, {@code recall[6]} or {@code recall[Shirt]}; empty if there is no such
   * metric or class.
   *
   * @param topK the values of k that are computed
   * @param labels the names of the classes, or an empty list
   */
  static Optional<MetricId> parse(String text, List<Integer> topK, List<String> labels) {
    Matcher matcher = WITH_CLASS.matcher(text);
    if (matcher.matches() && PER_CLASS.contains(matcher.group(1))) {
      int classId = classId(matcher.group(2), labels);
      return classId < 0 ? Optional.empty() : Optional.of(new MetricId(matcher.group(1), classId));
    }
    MetricId id = of(text);
    boolean known =
        List.of(EXAMPLE_COUNT, ACCURACY, LOSS).contains(text)
            || MACRO.contains(text)
            || topK.stream().anyMatch(k -> topK(k).equals(id));
    return known ? Optional.of(id) : Optional.empty();
  }

  private static int classId(String text, List<String> labels) {
    int named = labels.indexOf(text);
    if (named >= 0) {
      return named;
    }
    try {
      int id = Integer.parseInt(text);
      return labels.isEmpty() || id < labels.size() ? id : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  boolean perClass() {
    return classId != ALL;
  }

  /** {@code accuracy} or {@code recall[Shirt]}. */
  String text(List<String> labels) {
    return perClass() ? name + "[" + label(classId, labels) + "]" : name;
  }

  /** The name of a class, or its number where names are not given. */
  static String label(int classId, List<String> labels) {
    return classId >= 0 && classId < labels.size()
        ? labels.get(classId)
        : Integer.toString(classId);
  }

  /** By name, then by class. */
  @Override
  public int compareTo(MetricId other) {
    return Comparator.comparing(MetricId::name)
        .thenComparingInt(MetricId::classId)
        .compare(this, other);
  }
}
