package io.millrace.transforms.validation;

import io.millrace.transforms.report.FeatureDistance;
import io.millrace.transforms.report.NamedDataset;
import io.millrace.transforms.report.StatisticsReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/** The statistics of each split with what was found in them, as one page. */
final class AnomaliesPage {
  static final String NAME = "anomalies.html";

  private AnomaliesPage() {}

  static byte[] of(
      Map<String, DatasetFeatureStatistics> statistics, Map<String, SplitValidation> found) {
    List<NamedDataset> datasets = new ArrayList<>();
    found.forEach(
        (split, validation) ->
            datasets.add(
                new NamedDataset(
                    split,
                    statistics.get(split),
                    Optional.of(validation.anomalies()),
                    distances(validation.distances()))));
    return StatisticsReport.of("Anomalies", datasets).html().getBytes(StandardCharsets.UTF_8);
  }

  private static List<FeatureDistance> distances(List<DistanceReport> reports) {
    List<FeatureDistance> all = new ArrayList<>();
    for (DistanceReport report : reports) {
      String against = report.comparison().names().control();
      for (FeatureDistances feature : report.features()) {
        Map<Measure, Double> limits = report.limits(feature.feature());
        feature
            .values()
            .forEach(
                (measure, value) -> {
                  Double limit = limits.get(measure);
                  all.add(
                      new FeatureDistance(
                          feature.feature().steps(),
                          against,
                          measure.key(),
                          value.value(),
                          limit == null ? OptionalDouble.empty() : OptionalDouble.of(limit)));
                });
      }
    }
    return all;
  }
}
