package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Default;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.options.PathOption;
import io.millrace.transforms.ingest.InputOptions;
import io.millrace.transforms.ingest.format.InputFormat;
import io.millrace.transforms.ingest.span.SpanSelection;
import io.millrace.transforms.statistics.generator.FeatureCross;
import io.millrace.transforms.statistics.label.LiftOptions;
import io.millrace.transforms.statistics.label.MutualInformationOptions;
import io.millrace.transforms.statistics.sketch.FrequentItems;
import io.millrace.transforms.statistics.slice.SlicingSpec;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options of {@link StatisticsGen}, with the names and defaults of TFDV's StatsOptions. */
public record StatisticsGenOptions(
    @Doc(
            "In place of examples: folder of the input files, or a pattern; read as ExampleGen does,"
                + " but not written.")
        @PathOption
        Optional<String> input,
    @Doc("Format of the input, in place of examples.") Optional<InputFormat> format,
    @Doc("Input splits by name, each a pattern below the input folder; without them one, 'all'.")
        @Default("{}")
        Map<String, String> inputSplits,
    @Doc("Spans to read, where the input names them by {SPAN} or {YYYY}, {MM} and {DD}.")
        @Default("latest")
        SpanSelection spans,
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
    @Doc(
            "Whether to count values that often stand for none: empty strings, numbers of -1, empty"
                + " inner lists.")
        @Default("false")
        boolean countEmptyValues,
    @Doc("Whether to find features that hold images, natural language or times.") @Default("false")
        boolean enableSemanticDomainStats,
    @Doc("Share of examples to look at for that, above 0 and at most 1.") @Default("1.0")
        double semanticDomainStatsSampleRate,
    @Doc(
            "Files of the vocabularies that natural language domains of the schema name: a token a line.")
        @PathOption
        @Default("{}")
        Map<String, String> vocabPaths,
    @Doc("What is counted of features that hold images.") @Default("headers") ImageStats imageStats,
    @Doc("Features that hold images; others are found by the schema or their values.")
        @Default("[]")
        List<String> imageFeatures,
    @Doc("Share of the images that image_stats: pixels decodes, above 0 and at most 1.")
        @Default("1.0")
        double imagePixelsSampleRate,
    @Doc("Pairs of numeric features whose correlation and covariance are counted.") @Default("[]")
        List<FeatureCross> crossFeatures,
    @Doc("Whether all pairs of numeric features are counted so.") @Default("false")
        boolean allCrossFeatures,
    @Doc("Share of examples that pairs are counted over, above 0 and at most 1.") @Default("0.1")
        double crossFeatureSampleRate,
    @Doc(
            "How much more often the label has a value where a feature has one; with a schema that"
                + " calls label_feature categorical that is counted by itself.")
        Optional<LiftOptions> lift,
    @Doc("How much each feature says of the label.")
        Optional<MutualInformationOptions> mutualInformation,
    @Doc("Java classes with statistics of your own, each a StatsGenerator.") @Default("[]")
        List<String> generators,
    @Doc("Splits to leave out.") @Default("[]") List<String> excludeSplits) {
  /** The options that say what is read; they may hold passwords. */
  static final Set<String> INPUT = Set.of("input", "format", "input_splits", "spans");

  /** TFDV's defaults, without a label. */
  public static final StatisticsGenOptions DEFAULTS =
      OptionsBinder.bind(StatisticsGenOptions.class, Map.of());

  /** What is counted of images. */
  public enum ImageStats {
    /** Nothing. */
    NONE,
    /** What their headers and bytes tell: format, size, broken files, duplicates. */
    HEADERS,
    /** Also what their pixels tell: brightness, means of channels, near duplicates. */
    PIXELS
  }

  public StatisticsGenOptions {
    inputSplits = Collections.unmodifiableMap(new LinkedHashMap<>(inputSplits));
    if (format.isEmpty() && (input.isPresent() || !inputSplits.isEmpty())) {
      throw MillraceException.usage(
          "input, input_splits: given without a format (expected: the format of the files, such as"
              + " csv, parquet or tfrecord)");
    }
    if (format.isPresent() && !excludeSplits.isEmpty()) {
      throw MillraceException.usage(
          "exclude_splits: given with a format to read directly (expected: input_splits without"
              + " them)");
    }
    perFeatureWeightOverride = Map.copyOf(perFeatureWeightOverride);
    featureAllowlist = List.copyOf(featureAllowlist);
    vocabPaths = Map.copyOf(vocabPaths);
    slicingSpecs = List.copyOf(slicingSpecs);
    imageFeatures = List.copyOf(imageFeatures);
    crossFeatures = List.copyOf(crossFeatures);
    generators = List.copyOf(generators);
    excludeSplits = List.copyOf(excludeSplits);
    checkRate("sample_rate", sampleRate);
    checkRate("cross_feature_sample_rate", crossFeatureSampleRate);
    checkRate("image_pixels_sample_rate", imagePixelsSampleRate);
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

  /** What is read in place of examples; empty: examples are. */
  Optional<InputOptions> inputOptions() {
    return format.map(f -> new InputOptions(input, f, inputSplits, spans));
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
