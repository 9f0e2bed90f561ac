package io.millrace.transforms.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.CrossFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DriftSkewInfo;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/** A part of the features of a dataset. */
final class Selection {
  private Selection() {}

  static NamedDataset of(NamedDataset dataset, Predicate<String> names) {
    DatasetFeatureStatistics all = dataset.statistics();
    DatasetFeatureStatistics.Builder some = all.toBuilder().clearFeatures().clearCrossFeatures();
    for (FeatureNameStatistics feature : all.getFeaturesList()) {
      if (names.test(FeatureKey.of(feature).name())) {
        some.addFeatures(feature);
      }
    }
    for (CrossFeatureStatistics cross : all.getCrossFeaturesList()) {
      if (names.test(String.join(".", cross.getPathX().getStepList()))
          && names.test(String.join(".", cross.getPathY().getStepList()))) {
        some.addCrossFeatures(cross);
      }
    }
    Optional<Anomalies> found = dataset.anomalies().map(anomalies -> of(anomalies, names));
    List<FeatureDistance> distances =
        dataset.distances().stream()
            .filter(distance -> names.test(String.join(".", distance.path())))
            .toList();
    return new NamedDataset(dataset.name(), some.build(), found, distances);
  }

  private static Anomalies of(Anomalies all, Predicate<String> names) {
    Anomalies.Builder some = all.toBuilder().clearAnomalyInfo().clearDriftSkewInfo();
    for (Map.Entry<String, AnomalyInfo> entry : all.getAnomalyInfoMap().entrySet()) {
      if (names.test(FeatureKey.of(entry).name())) {
        some.putAnomalyInfo(entry.getKey(), entry.getValue());
      }
    }
    for (DriftSkewInfo info : all.getDriftSkewInfoList()) {
      if (names.test(String.join(".", info.getPath().getStepList()))) {
        some.addDriftSkewInfo(info);
      }
    }
    return some.build();
  }
}
