package io.millrace.transforms.validation;

import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.NumericStatistics;
import org.tensorflow.metadata.v0.Path;
import org.tensorflow.metadata.v0.RankHistogram;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.StringStatistics;

/** Datasets to compare: categories, numbers, NaN, infinities, points, weights, nothing. */
final class DriftCases {
  private static final String LIMITS =
      "{ infinity_norm { threshold: 0.05 } normalized_abs_difference { threshold: 0.03 }"
          + " jensen_shannon_divergence { threshold: 0.02 %s } }";

  private DriftCases() {}

  /** Two or three datasets and the schema that compares them. */
  record Case(String name, Schema schema, DatasetFeatureStatistics current, Controls controls) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 20; i++) {
      cases.add(pair("categories-" + i, "BYTES", "", categories(random), categories(random)));
    }
    for (int i = 0; i < 20; i++) {
      String source = i % 2 == 0 ? "" : "source { type: QUANTILES }";
      cases.add(pair("numbers-" + i, "FLOAT", source, numbers(random), numbers(random)));
    }
    for (int i = 0; i < 10; i++) {
      cases.add(
          new Case(
              "weights-" + i,
              schema("BYTES", ""),
              weightedCategories(random),
              both(weightedCategories(random), weightedCategories(random))));
    }
    // TFDV loses NaN where the boundaries of the two histograms differ.
    for (int[] nans : new int[][] {{3, 0}, {0, 3}, {3, 3}, {1, 5}}) {
      cases.add(
          pair(
              "nan-" + nans[0] + "-" + nans[1],
              "FLOAT",
              "",
              dataset(number("a", 9, histogram(nans[0], 0, 1, 4, 1, 2, 3))),
              dataset(number("a", 9, histogram(nans[1], 0, 1, 2, 1, 2, 6)))));
    }
    DatasetFeatureStatistics plain = dataset(strings("a", "x", 6, "y", 4));
    DatasetFeatureStatistics nothing = DatasetFeatureStatistics.getDefaultInstance();
    cases.add(pair("empty-control", "BYTES", "", plain, nothing));
    cases.add(pair("empty-current", "BYTES", "", nothing, plain));
    cases.add(pair("control-lacks-feature", "BYTES", "", plain, dataset(strings("b", "x", 6))));
    cases.add(pair("no-values-in-control", "BYTES", "", plain, absent()));
    cases.add(pair("no-values", "BYTES", "", absent(), plain));
    cases.add(pair("numbers-against-strings", "FLOAT", "", numbers(random), plain));
    cases.add(pair("no-histograms", "FLOAT", "", numbers(random), dataset(number("a", 9))));
    cases.add(
        pair(
            "only-nan",
            "FLOAT",
            "",
            dataset(number("a", 9, histogram(9))),
            dataset(number("a", 9, histogram(9)))));
    cases.add(
        pair(
            "empty-buckets",
            "FLOAT",
            "",
            dataset(number("a", 9, histogram(0, 1, 1, 0))),
            dataset(number("a", 9, histogram(0, 0, 1, 5)))));
    cases.add(
        pair(
            "point-in-interval",
            "FLOAT",
            "",
            dataset(number("a", 9, histogram(0, 0, 1, 5, 1, 1, 5, 1, 2, 3))),
            dataset(number("a", 9, histogram(0, 0, 2, 5, 1, 1, 5)))));
    cases.add(
        pair(
            "half-infinite-buckets",
            "FLOAT",
            "",
            dataset(number("a", 9, histogram(0, Double.NEGATIVE_INFINITY, 1, 5, 1, 2, 2))),
            dataset(number("a", 9, histogram(0, 1, 2, 5, 2, Double.POSITIVE_INFINITY, 3)))));
    Schema examples =
        schema(
            "dataset_constraints { num_examples_drift_comparator { min_fraction_threshold: 0.9"
                + " max_fraction_threshold: 1.5 } num_examples_version_comparator {"
                + " min_fraction_threshold: 0.5 max_fraction_threshold: 0.8 }"
                + " min_examples_count: 1000 } feature { name: 'a' type: BYTES }");
    for (int n : new int[] {1, 5, 9, 10, 20, 30, 0}) {
      DatasetFeatureStatistics other =
          dataset(strings("a", "x", 6)).toBuilder().setNumExamples(n).build();
      cases.add(
          new Case(
              "examples-" + n,
              examples,
              plain,
              new Controls(Optional.empty(), Optional.of(other), Optional.of(other))));
    }
    return cases;
  }

  private static Case pair(
      String name,
      String type,
      String source,
      DatasetFeatureStatistics current,
      DatasetFeatureStatistics control) {
    return new Case(name, schema(type, source), current, both(control, control));
  }

  private static Controls both(
      DatasetFeatureStatistics serving, DatasetFeatureStatistics previous) {
    return new Controls(Optional.of(serving), Optional.of(previous), Optional.empty());
  }

  private static Schema schema(String type, String source) {
    String limits = LIMITS.formatted(source);
    return schema(
        "feature { name: 'a' type: "
            + type
            + " skew_comparator "
            + limits
            + " drift_comparator "
            + limits
            + " }");
  }

  static Schema schema(String text) {
    try {
      return TextFormat.parse(text, Schema.class);
    } catch (TextFormat.ParseException e) {
      throw new AssertionError(e);
    }
  }

  static DatasetFeatureStatistics dataset(FeatureNameStatistics... features) {
    return DatasetFeatureStatistics.newBuilder()
        .setNumExamples(10)
        .addAllFeatures(List.of(features))
        .build();
  }

  private static DatasetFeatureStatistics categories(Random random) {
    List<Object> values = new ArrayList<>();
    int count = 1 + random.nextInt(30);
    for (int i = 0; i < count; i++) {
      if (random.nextInt(4) > 0) {
        values.add("värde-\uD83D\uDE00" + i);
        values.add(1 + random.nextInt(1000));
      }
    }
    return dataset(strings("a", values.toArray()));
  }

  private static DatasetFeatureStatistics weightedCategories(Random random) {
    return weighted(
        "a",
        "x",
        1 + random.nextInt(9),
        1 + random.nextInt(9),
        "y",
        1 + random.nextInt(9),
        1 + random.nextInt(9),
        "z" + random.nextInt(2),
        1 + random.nextInt(9),
        1 + random.nextInt(9));
  }

  private static DatasetFeatureStatistics numbers(Random random) {
    return dataset(
        number(
            "a",
            100,
            random(random).setType(Histogram.HistogramType.STANDARD).build(),
            random(random).setType(Histogram.HistogramType.QUANTILES).build()));
  }

  private static Histogram.Builder random(Random random) {
    Histogram.Builder histogram = Histogram.newBuilder();
    if (random.nextInt(4) == 0) {
      histogram.addBuckets(
          bucket(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, 1 + random.nextInt(9)));
    }
    double at = random.nextInt(5) - 2;
    for (int i = 1 + random.nextInt(10); i > 0; i--) {
      double width = random.nextInt(4) == 0 ? 0 : random.nextDouble() * 2;
      histogram.addBuckets(bucket(at, at + width, 1 + random.nextInt(50)));
      at += width;
    }
    if (random.nextInt(4) == 0) {
      histogram.addBuckets(
          bucket(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 1 + random.nextInt(9)));
    }
    return histogram;
  }

  /** Of names and counts in turn. */
  static FeatureNameStatistics strings(String name, Object... counts) {
    RankHistogram.Builder ranks = RankHistogram.newBuilder();
    long total = 0;
    for (int i = 0; i < counts.length; i += 2) {
      long count = ((Number) counts[i + 1]).longValue();
      ranks.addBuckets(label((String) counts[i], count, i / 2));
      total += count;
    }
    StringStatistics.Builder strings =
        StringStatistics.newBuilder().setUnique(counts.length / 2).setRankHistogram(ranks);
    strings
        .getCommonStatsBuilder()
        .setNumNonMissing(10)
        .setMinNumValues(1)
        .setMaxNumValues(1)
        .setTotNumValues(total);
    return FeatureNameStatistics.newBuilder()
        .setPath(Path.newBuilder().addStep(name))
        .setType(FeatureNameStatistics.Type.STRING)
        .setStringStats(strings)
        .build();
  }

  /** Of names, counts and weights in turn. */
  static DatasetFeatureStatistics weighted(String name, Object... counts) {
    List<Object> plain = new ArrayList<>();
    RankHistogram.Builder ranks = RankHistogram.newBuilder();
    double total = 0;
    for (int i = 0; i < counts.length; i += 3) {
      plain.add(counts[i]);
      plain.add(counts[i + 1]);
      double weight = ((Number) counts[i + 2]).doubleValue();
      ranks.addBuckets(label((String) counts[i], weight, i / 3));
      total += weight;
    }
    FeatureNameStatistics.Builder feature = strings(name, plain.toArray()).toBuilder();
    feature.getStringStatsBuilder().getWeightedStringStatsBuilder().setRankHistogram(ranks);
    feature
        .getStringStatsBuilder()
        .getCommonStatsBuilder()
        .getWeightedCommonStatsBuilder()
        .setNumNonMissing(5)
        .setTotNumValues(total);
    return dataset(feature.build()).toBuilder().setWeightedNumExamples(5).build();
  }

  private static RankHistogram.Bucket label(String value, double count, int rank) {
    return RankHistogram.Bucket.newBuilder()
        .setLabel(value)
        .setSampleCount(count)
        .setLowRank(rank)
        .setHighRank(rank)
        .build();
  }

  private static DatasetFeatureStatistics absent() {
    FeatureNameStatistics.Builder feature = strings("a").toBuilder();
    feature
        .getStringStatsBuilder()
        .clearRankHistogram()
        .getCommonStatsBuilder()
        .clear()
        .setNumMissing(10);
    return dataset(feature.build());
  }

  static FeatureNameStatistics number(String name, long count, Histogram... histograms) {
    NumericStatistics.Builder numbers =
        NumericStatistics.newBuilder().addAllHistograms(List.of(histograms));
    numbers
        .getCommonStatsBuilder()
        .setNumNonMissing(count)
        .setMinNumValues(1)
        .setMaxNumValues(1)
        .setTotNumValues(count);
    return FeatureNameStatistics.newBuilder()
        .setPath(Path.newBuilder().addStep(name))
        .setType(FeatureNameStatistics.Type.FLOAT)
        .setNumStats(numbers)
        .build();
  }

  /** A STANDARD histogram of low, high and count in turn. */
  static Histogram histogram(int nan, double... buckets) {
    Histogram.Builder histogram = Histogram.newBuilder().setNumNan(nan);
    for (int i = 0; i < buckets.length; i += 3) {
      histogram.addBuckets(bucket(buckets[i], buckets[i + 1], buckets[i + 2]));
    }
    return histogram.build();
  }

  private static Histogram.Bucket bucket(double low, double high, double count) {
    return Histogram.Bucket.newBuilder()
        .setLowValue(low)
        .setHighValue(high)
        .setSampleCount(count)
        .build();
  }
}
