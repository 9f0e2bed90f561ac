package io.millrace.transforms.report;

import java.util.List;
import java.util.Optional;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/**
 * A dataset of a report: a split, a slice of one, or the same split of another day.
 *
 * @param name as readers shall see it, such as {@code train} or {@code train · company=Uber};
 *     unlike the names of the other datasets of the report
 * @param statistics never null; those of an empty dataset have no features. Where only anomalies
 *     are known it is the default instance
 * @param anomalies what a validator found in the dataset; empty if nobody looked, which is not the
 *     same as a message without anomalies
 * @param distances of its features from other datasets
 */
public record NamedDataset(
    String name,
    DatasetFeatureStatistics statistics,
    Optional<Anomalies> anomalies,
    List<FeatureDistance> distances) {
  /** Copies the distances. */
  public NamedDataset {
    distances = List.copyOf(distances);
  }

  /** A dataset of which no further distances are known. */
  public NamedDataset(
      String name, DatasetFeatureStatistics statistics, Optional<Anomalies> anomalies) {
    this(name, statistics, anomalies, List.of());
  }

  /** A dataset that nobody has validated. */
  public static NamedDataset of(String name, DatasetFeatureStatistics statistics) {
    return new NamedDataset(name, statistics, Optional.empty());
  }

  /** Whether there are statistics, and not only anomalies. */
  boolean isCounted() {
    return anomalies.isEmpty() || !statistics.equals(DatasetFeatureStatistics.getDefaultInstance());
  }
}
