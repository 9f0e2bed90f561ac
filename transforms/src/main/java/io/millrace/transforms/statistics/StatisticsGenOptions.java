package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.options.PathOption;
import io.millrace.transforms.statistics.generator.FeatureCross;
import io.millrace.transforms.statistics.sketch.FrequentItems;
import io.millrace.transforms.statistics.slice.SlicingSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Options of {@link StatisticsGen}, with the names and defaults of TFDV's StatsOptions. */
public record StatisticsGenOptions(
    @Doc("Feature whose distribution the page compares between the splits.")
        Optional<String> labelFeature,
    @Doc("Feature whose one number in each example is its weight; adds weighted statistics.")
        Optional<String> weightFeature,
    @Doc("Other weight features, by the feature that they apply to.") @Default("{}")
        Map<String, String> perFeatureWeightOverride,
    @Doc("Features to count, by their names or paths with dots; all by default.") @Default("[]")
        List<String> featureAllowlist,
    @Doc("Share of examples to count, above 0 and at most 1; identical examples stay together.")
        @Default("1.0")
        double sampleRate,
    @Doc("Chooses another sample of the same rate.") @Default("0") long sampleSeed,
    @Doc("Slices, each with statistics of its own beside those of all examples.") @Default("[]")
        List<SlicingSpec> slicingSpecs,
    @Doc("Most frequent values listed per feature.") @Default("20") int numTopValues,
    @Doc("Values that come less often are not listed.") @Default("1") int frequencyThreshold,
    @Doc("Values that weigh less are not listed among the weighted ones.") @Default("1.0")
        double weightedFrequencyThreshold,
    @Doc("Most frequent values kept per feature for domains and comparisons.") @Default("1000")
        int numRankHistogramBuckets,
    @Doc("Buckets of the equal-width histogram of a numeric feature.") @Default("10")
        int numHistogramBuckets,
    @Doc("Buckets of the quantiles histogram of a numeric feature.") @Default("10")
        int numQuantilesHistogramBuckets,
    @Doc("Buckets of the quantiles histogram of the number of values per record.") @Default("10")
        int numValuesHistogramBuckets,
    @Doc("Whether to find features that hold natural language or times.") @Default("false")
        boolean enableSemanticDomainStats,
    @Doc("Share of examples to look at for that, above 0 and at most 1.") @Default("1.0")
        double semanticDomainStatsSampleRate,
    @Doc(
            "Files of the vocabularies that natural language domains of the schema name: a token a line.")
        @PathOption
        @Default("{}")
        Map<String, String> vocabPaths,
    @Doc("Pairs of numeric features whose correlation and covariance are counted.") @Default("[]")
        List<FeatureCross> crossFeatures,
    @Doc("Whether all pairs of numeric features are counted so.") @Default("false")
        boolean allCrossFeatures,
    @Doc("Share of examples that pairs are counted over, above 0 and at most 1.") @Default("0.1")
        double crossFeatureSampleRate,
    @Doc("Java classes with statistics of your own, each a StatsGenerator.") @Default("[]")
        List<String> generators,
    @Doc("Splits to leave out.") @Default("[]") List<String> excludeSplits) {
  /** TFDV's defaults, without a label. */
  public static final StatisticsGenOptions DEFAULTS =
      OptionsBinder.bind(StatisticsGenOptions.class, Map.of());

  public StatisticsGenOptions {
    perFeatureWeightOverride = Map.copyOf(perFeatureWeightOverride);
    featureAllowlist = List.copyOf(featureAllowlist);
    vocabPaths = Map.copyOf(vocabPaths);
    slicingSpecs = List.copyOf(slicingSpecs);
    crossFeatures = List.copyOf(crossFeatures);
    generators = List.copyOf(generators);
    excludeSplits = List.copyOf(excludeSplits);
    checkRate("sample_rate", sampleRate);
    checkRate("cross_feature_sample_rate", crossFeatureSampleRate);
    checkRate("semantic_domain_stats_sample_rate", semanticDomainStatsSampleRate);
    atLeast(1, "num_top_values", numTopValues);
    atLeast(1, "frequency_threshold", frequencyThreshold);
    if (!(weightedFrequencyThreshold >= 0)) {
      throw MillraceException.usage(
          "weighted_frequency_threshold: " + weightedFrequencyThreshold + " (expected: >= 0)");
    }
    atLeast(1, "num_rank_histogram_buckets", numRankHistogramBuckets);
    if (numRankHistogramBuckets > FrequentItems.DEFAULT_LIMIT) {
      throw MillraceException.usage(
          "num_rank_histogram_buckets: "
              + numRankHistogramBuckets
              + " (expected: <= "
              + FrequentItems.DEFAULT_LIMIT
              + ")");
    }
    atLeast(1, "num_histogram_buckets", numHistogramBuckets);
    atLeast(1, "num_quantiles_histogram_buckets", numQuantilesHistogramBuckets);
    atLeast(2, "num_values_histogram_buckets", numValuesHistogramBuckets);
  }

  private static void checkRate(String key, double value) {
    if (!(value > 0 && value <= 1)) {
      throw MillraceException.usage(key + ": " + value + " (expected: above 0, at most 1)");
    }
  }

  private static void atLeast(int least, String key, int value) {
    if (value < least) {
      throw MillraceException.usage(key + ": " + value + " (expected: >= " + least + ")");
    }
  }
}
