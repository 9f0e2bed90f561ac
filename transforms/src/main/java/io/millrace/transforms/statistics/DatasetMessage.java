package io.millrace.transforms.statistics;

import io.millrace.transforms.statistics.accumulator.FeatureAccumulator;
import io.millrace.transforms.statistics.accumulator.SliceAccumulator;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import java.util.Comparator;
import java.util.SortedMap;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;

/** Turns accumulators into TFDV's messages of datasets. */
final class DatasetMessage {
  private DatasetMessage() {}

  /**
   * The statistics of a split: all examples, named as TFDV does where there are slices, and the
   * slices in the order of their keys.
   */
  static DatasetFeatureStatisticsList of(SplitAccumulator split, StatisticsGenOptions options) {
    // Asked for once: slices are completed for it.
    SortedMap<String, SliceAccumulator> slices = split.slices();
    DatasetFeatureStatisticsList.Builder list =
        DatasetFeatureStatisticsList.newBuilder()
            .addDatasets(
                of(split.all(), slices.isEmpty() ? "" : StatisticsFiles.ALL_EXAMPLES, options));
    slices.forEach((key, slice) -> list.addDatasets(of(slice, key, options)));
    return list.build();
  }

  /** The statistics of some examples, features in the order of their paths. */
  static DatasetFeatureStatistics of(
      SliceAccumulator slice, String name, StatisticsGenOptions options) {
    DatasetFeatureStatistics.Builder dataset =
        DatasetFeatureStatistics.newBuilder()
            .setName(name)
            .setNumExamples(slice.examples())
            .setWeightedNumExamples(slice.weightedExamples());
    slice.features().stream()
        .sorted(Comparator.comparing(FeatureAccumulator::path))
        .map(f -> FeatureMessage.of(f, PresenceMessages.of(slice, f), options))
        .forEach(dataset::addFeatures);
    slice.generators().forEach(generator -> generator.addTo(dataset));
    return dataset.build();
  }
}
