package io.millrace.transforms.statistics;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.report.NamedDataset;
import io.millrace.transforms.report.SampleImage;
import io.millrace.transforms.report.StatisticsReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.NumericStatistics;

/** Writes an ExampleStatistics artefact. */
final class StatisticsOutput {
  private static final String OUTPUT = "statistics";

  /** The page for people, in the root of the artefact. */
  static final String PAGE_NAME = "statistics.html";

  private StatisticsOutput() {}

  /**
   * Writes all files.
   *
   * @param splits by name, in the order of the page; all of the same options
   * @param inherited properties that the artefact takes over from its input
   * @return what to say of it
   * @throws MillraceException (usage) if no split has the label that the page shall compare
   */
  static ComponentResult write(
      Storage storage,
      String output,
      Map<String, SplitStatistics> splits,
      Map<String, Object> inherited)
      throws IOException {
    Map<String, DatasetFeatureStatisticsList> lists = new LinkedHashMap<>();
    splits.forEach(
        (name, split) -> lists.put(name, DatasetMessage.of(split.content(), split.options())));
    Map<String, DatasetFeatureStatistics> statistics = new LinkedHashMap<>();
    lists.forEach((name, list) -> statistics.put(name, list.getDatasets(0)));
    StatisticsGenOptions options = splits.values().iterator().next().options();
    options.labelFeature().ifPresent(label -> checkLabel(label, statistics));
    for (Map.Entry<String, SplitStatistics> split : splits.entrySet()) {
      StatisticsSketches.write(storage, output, split.getKey(), split.getValue());
    }
    List<SampleImage> images = new ArrayList<>();
    splits.forEach((name, split) -> images.addAll(StatisticsImages.of(name, split.content())));
    write(storage, output, lists, images, options);
    return result(statistics, inherited);
  }

  /** Writes statistics and their page, without sketches; images name the split as their dataset. */
  static void write(
      Storage storage,
      String output,
      Map<String, DatasetFeatureStatisticsList> lists,
      List<SampleImage> images,
      StatisticsGenOptions options)
      throws IOException {
    List<NamedDataset> datasets = new ArrayList<>();
    for (Map.Entry<String, DatasetFeatureStatisticsList> split : lists.entrySet()) {
      StatisticsFiles.write(storage, output, split.getKey(), split.getValue());
    }
    // The splits first: the page opens with the first two side by side.
    lists.forEach((split, list) -> datasets.add(NamedDataset.of(split, list.getDatasets(0))));
    lists.forEach((split, list) -> addSlices(datasets, split, list));
    StatisticsReport report =
        StatisticsReport.of("Statistics", datasets)
            .withLabel(options.labelFeature())
            .withImages(images);
    storage.writeBytes(
        Storage.resolve(output, PAGE_NAME), report.html().getBytes(StandardCharsets.UTF_8));
  }

  private static void addSlices(
      List<NamedDataset> datasets, String split, DatasetFeatureStatisticsList list) {
    list.getDatasetsList().stream()
        .skip(1)
        .forEach(slice -> datasets.add(NamedDataset.of(split + " · " + slice.getName(), slice)));
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
      Map<String, DatasetFeatureStatistics> statistics, Map<String, Object> inherited) {
    long records = 0;
    List<List<Object>> rows = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, DatasetFeatureStatistics> split : statistics.entrySet()) {
      records += split.getValue().getNumExamples();
      parts.add(split.getKey() + " " + split.getValue().getNumExamples());
      split.getValue().getFeaturesList().stream()
          // Sparse and weighted features are made of others.
          .filter(f -> f.getStatsCase() != FeatureNameStatistics.StatsCase.STATS_NOT_SET)
          .forEach(f -> rows.add(row(split.getKey(), f)));
    }
    ComponentResult.Builder result = ComponentResult.builder(records, -1);
    inherited.forEach((key, value) -> result.property(OUTPUT, key, value));
    return result
        .headline(String.join(", ", parts) + " records")
        .property(
            OUTPUT, Splits.PROPERTY, ArtifactLayout.splitNames(List.copyOf(statistics.keySet())))
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
    CommonStatistics common = StatisticsFiles.common(feature);
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
