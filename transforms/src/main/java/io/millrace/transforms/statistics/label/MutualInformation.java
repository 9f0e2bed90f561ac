package io.millrace.transforms.statistics.label;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.statistics.generator.StatsAccumulator;
import io.millrace.transforms.statistics.generator.StatsGenerator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.metadata.v0.Schema;

/**
 * Mutual information of each feature of the top level with a label, in bits, by counting pairs of
 * categories in a sample of examples. Custom statistics of each feature:
 *
 * <ul>
 *   <li>{@value #INFORMATION}: {@code I = sum n_xy/n log2(n n_xy / (n_x n_y))}, as TFDV's {@code
 *       mutual_information_util} computes it of two categorical features.
 *   <li>{@value #ADJUSTED}: {@code max(0, I - E)}, where {@code E} is the expectation of {@code I}
 *       when the labels are shuffled, by the exact formula of Vinh, Epps and Bailey (2010). TFDV
 *       subtracts the figure of one shuffle, which varies with its seed.
 *   <li>{@value #NORMALIZED}: {@code (I - E) / (max(H(X), H(Y)) - E)}, within 0 and 1, as TFDV's
 *       scikit-learn variant defines it; 0 where the divisor is 0.
 *   <li>{@value #ERROR}: the standard error of {@code I} as an estimate of that of all examples, in
 *       the same buckets: {@code sqrt((v / n + d / (2 n^2 ln^2 2)) (1 - n/N))}, where {@code v} is
 *       the variance of {@code log2(n n_xy / (n_x n_y))} over the examples (the delta method), and
 *       {@code d = (categories of X - 1)(categories of Y - 1)} gives the chi-squared term that
 *       remains without dependence. With 99% confidence the truth is within 2.6 of it; 0 where all
 *       examples are taken. {@code I} itself is biased upwards by about {@code d / (2 n ln 2)},
 *       which {@code E} takes out.
 *   <li>{@value #ROWS}: the examples that it was computed of.
 * </ul>
 *
 * Categories: strings (but images), and what the schema calls categorical, are categories by their
 * values; several values in an example are one category together, whatever their order. Other
 * numbers are divided into buckets of equal counts by their ranks in the sample, equal values in
 * one bucket; up to {@code num_buckets} distinct numbers are categories by themselves. Several
 * numbers count by their mean, which can only lose information. Missing values, and NaN, are a
 * category of their own, in the label too, as in TFDV. TFDV estimates numeric features by their
 * nearest neighbours instead, which is not reproducible; buckets give less than that by what they
 * blur. Weights do not count, as in TFDV.
 *
 * <p>The sample: the examples whose hash of the name of their file and the position there, mixed
 * with the seed, is the smallest (among equals by their content), as many as fit into {@code
 * max_rows} and {@value LabelSample#MAX_BYTES} bytes, of all examples and of each slice. It does
 * not depend on how files are read or merged; where all examples fit, nothing depends on the files
 * either. 16 bytes of memory for each value of the sample.
 *
 * @param label the label's name
 * @param ignored features without statistics
 * @param categories whether features of the schema are categorical; others are by their type
 */
public record MutualInformation(
    String label,
    TreeSet<String> ignored,
    TreeMap<String, Boolean> categories,
    int maxRows,
    int numBuckets,
    long seed)
    implements StatsGenerator {
  /** The plain figure. */
  public static final String INFORMATION = "mutual_information";

  /** TFDV's name. */
  public static final String ADJUSTED = "adjusted_mutual_information";

  /** From 0 to 1. */
  public static final String NORMALIZED = "normalized_adjusted_mutual_information";

  /** The standard error of the plain figure. */
  public static final String ERROR = "mutual_information_standard_error";

  /** The size of the sample. */
  public static final String ROWS = "mutual_information_num_examples";

  /**
   * Of options.
   *
   * @param label the label of all statistics; null for none
   * @throws MillraceException (usage) if there is no label, or a schema does not have it
   */
  public static MutualInformation of(
      MutualInformationOptions options, String label, Schema schema, long seed) {
    String y = options.label().orElse(label);
    if (y == null) {
      throw MillraceException.usage(
          "mutual_information: found no label (expected: label, or label_feature)");
    }
    SortedMap<String, Boolean> categories = Categories.of(schema);
    if (!categories.isEmpty() && !categories.containsKey(y)) {
      throw MillraceException.usage(
          "mutual_information: label %s is not in the schema (expected: one of %s)"
              .formatted(y, categories.keySet()));
    }
    return new MutualInformation(
        y,
        new TreeSet<>(options.featuresToIgnore()),
        new TreeMap<>(categories),
        options.maxRows(),
        options.numBuckets(),
        seed);
  }

  @Override
  public String name() {
    return INFORMATION;
  }

  @Override
  public Object countsBy() {
    return List.of(label, ignored, categories, maxRows, seed);
  }

  @Override
  public StatsAccumulator newAccumulator() {
    return new InformationAccumulator(this);
  }

  boolean isCategorical(String feature, boolean isText) {
    return ((Map<String, Boolean>) categories).getOrDefault(feature, isText);
  }
}
