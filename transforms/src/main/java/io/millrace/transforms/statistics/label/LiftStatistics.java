package io.millrace.transforms.statistics.label;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.statistics.generator.StatsAccumulator;
import io.millrace.transforms.statistics.generator.StatsGenerator;
import io.millrace.transforms.statistics.sketch.FrequentItems;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeSet;
import org.tensorflow.metadata.v0.Schema;

/**
 * Lift of the values of categorical features for those of a label, as TFDV's LiftStatsGenerator:
 * how much more often the label is {@code y} where the feature is {@code x},
 *
 * <pre>lift(x, y) = P(Y = y | X = x) / P(Y = y)
 *           = (examples with x and y / examples with x) / (examples with y / examples)</pre>
 *
 * With several values in an example each counts once; an example without the label counts as an
 * example without any {@code y}. A numeric label is cut into buckets {@code [low, high)} at its
 * boundaries; NaN is in none. Pairs that never come together have a lift of 0. Weighted, the counts
 * are sums of weights, each feature with its own; the number of examples stays unweighted, as in
 * TFDV, so that weighted lifts are scaled by the mean weight.
 *
 * <p>Written as TFDV does: {@code cross_features} with a series for each {@code y} in ascending
 * order, weighted ones behind the others in the same list; and on request the custom statistic
 * {@code Lift (Y=...)} of each feature. Integers that do not fit into the message's 32 bits are
 * written as strings, as are other numbers.
 *
 * <p>Counts are exact up to {@value #VALUES} distinct values of a feature and of the label, and
 * {@value #PAIRS} distinct pairs ({@link FrequentItems}, bytes count, too). Beyond, counts are too
 * low by at most the custom statistic {@value #COUNT_ERROR} of the feature ({@value #WEIGHT_ERROR}
 * for weights), and only values whose count is at least ten times that are listed: their rates
 * {@code P(Y = y | X = x)} are off by at most 0.12. Where values times labels are more than {@value
 * #ZEROS}, pairs that never come together are left out. Memory per feature and slice: at most 0.7
 * MiB for values of up to 8 bytes, 3.5 MiB for long ones, twice that with weights.
 *
 * @param label the path of the label, with dots
 * @param xFeatures the paths of the features; empty: all strings
 * @param isLabelKnown whether a schema says that the label is categorical
 * @param yBoundaries where a numeric label is cut; empty for none
 * @param minXCount what the count of a listed value is above
 * @param topKPerY how many of the highest are listed; 0 for all, if the next is 0, too
 * @param bottomKPerY how many of the lowest are listed
 * @param outputCustomStats whether features have custom statistics, too
 * @param weightFeature of the examples; null for none
 * @param weightOverrides other weights, by the feature
 */
public record LiftStatistics(
    String label,
    TreeSet<String> xFeatures,
    boolean isLabelKnown,
    List<Double> yBoundaries,
    int minXCount,
    int topKPerY,
    int bottomKPerY,
    boolean outputCustomStats,
    String weightFeature,
    Map<String, String> weightOverrides)
    implements StatsGenerator {
  /** A custom statistic of Millrace: by how much counts of lift may be too low; absent if exact. */
  public static final String COUNT_ERROR = "lift_count_error";

  /** Likewise of weighted counts. */
  public static final String WEIGHT_ERROR = "lift_weighted_count_error";

  static final int VALUES = FrequentItems.DEFAULT_LIMIT;
  static final int PAIRS = 4 * VALUES;
  static final int ZEROS = 1 << 16;

  /**
   * Checks options against a schema, as TFDV.
   *
   * @param label the label of all statistics; null for none
   * @throws MillraceException (usage) if there is no label, or it is not in the schema, or it has
   *     boundaries though it is categorical, or none though it is not
   */
  public static LiftStatistics of(
      LiftOptions options,
      String label,
      Schema schema,
      String weightFeature,
      Map<String, String> weightOverrides) {
    String y = options.label().orElse(label);
    if (y == null) {
      throw MillraceException.usage("lift: found no label (expected: label, or label_feature)");
    }
    SortedMap<String, Boolean> categories = Categories.of(schema);
    TreeSet<String> features = new TreeSet<>(options.xFeatures());
    if (!categories.isEmpty()) {
      Boolean categorical = categories.get(y);
      if (categorical == null) {
        throw MillraceException.usage(
            "lift: label %s is not in the schema (expected: one of %s)"
                .formatted(y, categories.keySet()));
      }
      if (categorical != options.yBoundaries().isEmpty()) {
        throw MillraceException.usage(
            categorical
                ? "lift: y_boundaries: %s though label %s is categorical (expected: none)"
                    .formatted(options.yBoundaries(), y)
                : "lift: no y_boundaries for label %s, which is not categorical (expected: numbers that cut its values into buckets, such as [0.5, 2])"
                    .formatted(y));
      }
      if (features.isEmpty()) {
        categories.forEach(
            (path, is) -> {
              if (is && !path.equals(y)) {
                features.add(path);
              }
            });
        if (features.isEmpty()) {
          throw MillraceException.usage(
              "lift: the schema has no categorical feature beside the label %s (expected: strings, or integers with is_categorical; or name x_features)"
                  .formatted(y));
        }
      }
    }
    return new LiftStatistics(
        y,
        features,
        !categories.isEmpty(),
        options.yBoundaries(),
        options.minXCount(),
        options.topKPerY(),
        options.bottomKPerY(),
        options.outputCustomStats(),
        weightFeature,
        new HashMap<>(weightOverrides));
  }

  /** Whether TFDV would count lift for this label by default. */
  public static boolean isDefault(String label, Schema schema) {
    SortedMap<String, Boolean> categories = Categories.of(schema);
    return Boolean.TRUE.equals(categories.get(label))
        && categories.entrySet().stream().anyMatch(e -> e.getValue() && !e.getKey().equals(label));
  }

  @Override
  public String name() {
    return "lift";
  }

  @Override
  public Object countsBy() {
    return List.of(label, xFeatures, yBoundaries);
  }

  @Override
  public StatsAccumulator newAccumulator() {
    return new LiftAccumulator(this);
  }

  boolean counts(String path) {
    return !path.equals(label) && (xFeatures.isEmpty() || xFeatures.contains(path));
  }

  boolean isWeighted() {
    return weightFeature != null || !weightOverrides.isEmpty();
  }

  /** The weight feature of a feature; null for none. */
  String weightOf(String path) {
    return weightOverrides.getOrDefault(path, weightFeature);
  }
}
