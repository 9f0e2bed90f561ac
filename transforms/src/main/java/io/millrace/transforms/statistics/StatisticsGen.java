package io.millrace.transforms.statistics;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.report.NamedDataset;
import io.millrace.transforms.report.StatisticsReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.NumericStatistics;

/**
 * Computes the statistics of all features of all splits in one pass over the examples.
 *
 * <p>Counts, extremes, valency and byte lengths are exact. Mean and deviation are exact to
 * rounding. Medians, histograms and value counts of numbers are exact up to {@value
 * ValueDistribution#EXACT_LIMIT} distinct values of a feature, beyond that within the bound of
 * {@link QuantileSummary} (TFDV's is 1% of the values). Top values of strings are exact up to
 * {@value BytesAccumulator#TABLE_LIMIT} distinct ones, beyond that within the bound of {@link
 * BytesTable}; distinct strings up to 16,384, beyond that within that of {@link DistinctSketch}.
 * Memory per feature: at most about 0.8 MiB for numbers and 10 MiB for strings.
 *
 * <p>Writes {@code Split-<split>/FeatureStats.pb} and {@code statistics.html}, a page for people.
 * The same files give the same bytes, on any number of executors.
 */
public final class StatisticsGen implements Component<StatisticsGenOptions> {
  private static final String EXAMPLES = "examples";
  private static final String STATISTICS = "statistics";

  /** The page for people, in the root of the artefact. */
  static final String PAGE_NAME = "statistics.html";

  @Override
  public ComponentSpec<StatisticsGenOptions> spec() {
    return new ComponentSpec<>(
        "StatisticsGen",
        "Computes statistics of every feature of every split.",
        List.of(Channel.required(EXAMPLES, ArtifactType.EXAMPLES, "The examples.")),
        List.of(
            Channel.required(
                STATISTICS, ArtifactType.EXAMPLE_STATISTICS, "Statistics of each split.")),
        StatisticsGenOptions.class);
  }

  @Override
  public ComponentResult run(ComponentContext<StatisticsGenOptions> context) throws Exception {
    InputArtifact input = context.input(EXAMPLES);
    Storage storage = context.storage();
    StatisticsGenOptions options = context.options();
    ExamplesArtifact examples = ExamplesArtifact.open(storage, input.uri());
    List<String> splits = Splits.ordered(examples.splits(), input, options.excludeSplits());
    List<List<ExampleFile>> files = splits.stream().map(examples::files).toList();
    List<DatasetAccumulator> counted;
    long expected = records(examples, splits);
    try (Progress.Stage stage = context.progress().stage("statistics", expected, "records")) {
      JavaSparkContext spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
      counted = new StatisticsJob(spark, storage, stage.taskCounter()).run(files);
    }
    Map<String, DatasetFeatureStatistics> statistics = new LinkedHashMap<>();
    for (int i = 0; i < splits.size(); i++) {
      statistics.put(splits.get(i), counted.get(i).toProto(options));
    }
    options.labelFeature().ifPresent(label -> checkLabel(label, statistics));
    String output = context.output(STATISTICS);
    for (Map.Entry<String, DatasetFeatureStatistics> split : statistics.entrySet()) {
      StatisticsFiles.write(storage, output, split.getKey(), split.getValue());
    }
    List<NamedDataset> datasets = new ArrayList<>();
    statistics.forEach((split, dataset) -> datasets.add(NamedDataset.of(split, dataset)));
    StatisticsReport report =
        StatisticsReport.of("Statistics", datasets).withLabel(options.labelFeature());
    storage.writeBytes(
        Storage.resolve(output, PAGE_NAME), report.html().getBytes(StandardCharsets.UTF_8));
    return result(statistics, input);
  }

  /** The records of some splits, or {@link ExampleFile#UNKNOWN}. */
  private static long records(ExamplesArtifact examples, List<String> splits) {
    boolean known = splits.stream().allMatch(s -> examples.records(s) != ExampleFile.UNKNOWN);
    return known ? splits.stream().mapToLong(examples::records).sum() : ExampleFile.UNKNOWN;
  }

  private static void checkLabel(String label, Map<String, DatasetFeatureStatistics> statistics) {
    statistics.forEach(
        (split, dataset) -> {
          List<String> names =
              dataset.getFeaturesList().stream().map(StatisticsFiles::name).toList();
          if (dataset.getNumExamples() > 0 && !names.contains(label)) {
            throw MillraceException.usage(
                "label_feature: "
                    + label
                    + " (expected: one of "
                    + names
                    + ", the features of split '"
                    + split
                    + "')");
          }
        });
  }

  private static ComponentResult result(
      Map<String, DatasetFeatureStatistics> statistics, InputArtifact input) {
    long records = 0;
    List<List<Object>> rows = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, DatasetFeatureStatistics> split : statistics.entrySet()) {
      records += split.getValue().getNumExamples();
      parts.add(split.getKey() + " " + split.getValue().getNumExamples());
      split.getValue().getFeaturesList().forEach(f -> rows.add(row(split.getKey(), f)));
    }
    ComponentResult.Builder result = ComponentResult.builder(records, -1);
    // Later runs find the statistics of the span before by these.
    for (String key : List.of("span", "version")) {
      if (input.properties().containsKey(key)) {
        result.property(STATISTICS, key, input.properties().get(key));
      }
    }
    return result
        .headline(String.join(", ", parts) + " records")
        .property(
            STATISTICS,
            Splits.PROPERTY,
            ArtifactLayout.splitNames(List.copyOf(statistics.keySet())))
        .table(
            "Statistics",
            List.of(
                "split",
                "feature",
                "type",
                "present",
                "missing",
                "distinct",
                "mean",
                "std dev",
                "min",
                "median",
                "max"),
            rows)
        .build();
  }

  private static List<Object> row(String split, FeatureNameStatistics feature) {
    CommonStatistics common =
        feature.hasNumStats()
            ? feature.getNumStats().getCommonStats()
            : feature.getStringStats().getCommonStats();
    List<Object> row = new ArrayList<>();
    row.add(split);
    row.add(StatisticsFiles.name(feature));
    row.add(feature.getType().name());
    row.add(common.getNumNonMissing());
    row.add(common.getNumMissing());
    OptionalLong distinct = StatisticsFiles.distinct(feature);
    row.add(distinct.isPresent() ? (Object) distinct.getAsLong() : "-");
    NumericStatistics numbers = feature.getNumStats();
    if (feature.hasNumStats() && numbers.getHistogramsCount() > 0) {
      row.addAll(
          List.of(
              numbers.getMean(),
              numbers.getStdDev(),
              numbers.getMin(),
              numbers.getMedian(),
              numbers.getMax()));
    } else {
      row.addAll(List.of("-", "-", "-", "-", "-"));
    }
    return row;
  }
}
