package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/** Options of {@link StatisticsGen}, with the names and defaults of TFDV's StatsOptions. */
public record StatisticsGenOptions(
    @Doc("Feature whose distribution the page compares between the splits.")
        Optional<String> labelFeature,
    @Doc("Most frequent values listed per feature.") @Default("20") int numTopValues,
    @Doc("Most frequent values kept per feature for domains and comparisons.") @Default("1000")
        int numRankHistogramBuckets,
    @Doc("Buckets of the equal-width histogram of a numeric feature.") @Default("10")
        int numHistogramBuckets,
    @Doc("Buckets of the quantiles histogram of a numeric feature.") @Default("10")
        int numQuantilesHistogramBuckets,
    @Doc("Buckets of the quantiles histogram of the number of values per record.") @Default("10")
        int numValuesHistogramBuckets,
    @Doc("Splits to leave out.") @Default("[]") List<String> excludeSplits)
    implements Serializable {
  /** TFDV's defaults, without a label. */
  public static final StatisticsGenOptions DEFAULTS =
      new StatisticsGenOptions(Optional.empty(), 20, 1000, 10, 10, 10, List.of());

  public StatisticsGenOptions {
    atLeastOne("num_top_values", numTopValues);
    atLeastOne("num_rank_histogram_buckets", numRankHistogramBuckets);
    if (numRankHistogramBuckets > BytesAccumulator.TABLE_LIMIT) {
      throw MillraceException.usage(
          "num_rank_histogram_buckets: "
              + numRankHistogramBuckets
              + " (expected: <= "
              + BytesAccumulator.TABLE_LIMIT
              + ")");
    }
    atLeastOne("num_histogram_buckets", numHistogramBuckets);
    atLeastOne("num_quantiles_histogram_buckets", numQuantilesHistogramBuckets);
    if (numValuesHistogramBuckets < 2) {
      throw MillraceException.usage(
          "num_values_histogram_buckets: " + numValuesHistogramBuckets + " (expected: >= 2)");
    }
    excludeSplits = List.copyOf(excludeSplits);
  }

  private static void atLeastOne(String key, int value) {
    if (value < 1) {
      throw MillraceException.usage(key + ": " + value + " (expected: >= 1)");
    }
  }
}
