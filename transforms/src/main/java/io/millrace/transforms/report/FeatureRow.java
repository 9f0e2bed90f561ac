package io.millrace.transforms.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DriftSkewInfo;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/**
 * A feature across the datasets of a report.
 *
 * @param cells one for each dataset, in their order
 */
record FeatureRow(FeatureKey key, List<FeatureCell> cells) {
  /**
   * The features of all datasets in the order in which they first appear; after them those that
   * only anomalies or measurements name, such as a feature that is missing from the data.
   */
  static List<FeatureRow> of(List<NamedDataset> datasets) {
    List<Index> indices = datasets.stream().map(Index::of).toList();
    Set<FeatureKey> keys = new LinkedHashSet<>();
    indices.forEach(index -> keys.addAll(index.statistics.keySet()));
    indices.forEach(index -> keys.addAll(index.anomalies.keySet()));
    indices.forEach(index -> keys.addAll(index.comparisons.keySet()));
    indices.forEach(index -> keys.addAll(index.distances.keySet()));
    List<FeatureRow> rows = new ArrayList<>();
    for (FeatureKey key : keys) {
      rows.add(new FeatureRow(key, indices.stream().map(index -> index.cell(key)).toList()));
    }
    return rows;
  }

  private record Index(
      long examples,
      Map<FeatureKey, FeatureNameStatistics> statistics,
      Map<FeatureKey, AnomalyInfo> anomalies,
      Map<FeatureKey, DriftSkewInfo> comparisons,
      Map<FeatureKey, List<FeatureDistance>> distances) {
    static Index of(NamedDataset dataset) {
      Map<FeatureKey, FeatureNameStatistics> statistics = new LinkedHashMap<>();
      dataset.statistics().getFeaturesList().forEach(f -> statistics.put(FeatureKey.of(f), f));
      Map<FeatureKey, AnomalyInfo> anomalies = new LinkedHashMap<>();
      Map<FeatureKey, DriftSkewInfo> comparisons = new LinkedHashMap<>();
      dataset
          .anomalies()
          .ifPresent(
              found -> {
                found.getAnomalyInfoMap().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(e -> anomalies.put(FeatureKey.of(e), e.getValue()));
                found
                    .getDriftSkewInfoList()
                    .forEach(
                        d ->
                            comparisons.put(
                                new FeatureKey(List.copyOf(d.getPath().getStepList())), d));
              });
      Map<FeatureKey, List<FeatureDistance>> distances = new LinkedHashMap<>();
      for (FeatureDistance distance : dataset.distances()) {
        distances
            .computeIfAbsent(new FeatureKey(distance.path()), key -> new ArrayList<>())
            .add(distance);
      }
      return new Index(
          dataset.statistics().getNumExamples(), statistics, anomalies, comparisons, distances);
    }

    FeatureCell cell(FeatureKey key) {
      return new FeatureCell(
          examples,
          Optional.ofNullable(statistics.get(key)),
          Optional.ofNullable(anomalies.get(key)),
          Optional.ofNullable(comparisons.get(key)),
          distances.getOrDefault(key, List.of()));
    }
  }
}
