package io.millrace.transforms.validation;

import io.millrace.transforms.report.NamedDataset;
import io.millrace.transforms.report.StatisticsReport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                    validation.distances().stream()
                        .flatMap(report -> report.distances().stream())
                        .toList())));
    return StatisticsReport.of("Anomalies", datasets).html().getBytes(StandardCharsets.UTF_8);
  }
}
