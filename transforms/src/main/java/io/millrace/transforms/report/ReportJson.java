package io.millrace.transforms.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/** The report as one JSON object, for programs and for the page. */
final class ReportJson {
  /** Goes up when a name changes its meaning or disappears. */
  static final int SCHEMA_VERSION = 1;

  private ReportJson() {}

  static ObjectNode of(StatisticsReport report, Limits limits) {
    Json json = new Json(limits);
    AnomalyJson anomalies = new AnomalyJson(json);
    ObjectNode document = json.object();
    document.put("schema_version", SCHEMA_VERSION);
    json.put(document, "title", report.title());
    report.labelFeature().ifPresent(label -> json.put(document, "label_feature", label));
    ArrayNode datasets = document.putArray("datasets");
    report.datasets().forEach(d -> datasets.add(dataset(json, anomalies, d)));
    FeatureJson features = new FeatureJson(json, limits);
    ArrayNode rows = document.putArray("features");
    for (FeatureRow row : report.rows()) {
      ObjectNode one = rows.addObject();
      json.put(one, "name", row.key().name());
      if (row.key().steps().size() > 1) {
        ArrayNode path = one.putArray("path");
        row.key().steps().forEach(step -> path.add(json.clean(step)));
      }
      ArrayNode cells = one.putArray("datasets");
      for (FeatureCell cell : row.cells()) {
        if (cell.isEmpty()) {
          cells.addNull();
        } else {
          ObjectNode written = features.of(cell);
          cell.anomaly().ifPresent(a -> written.set("anomaly", anomalies.of(a)));
          cell.comparison().ifPresent(c -> anomalies.putComparison(written, c));
          anomalies.putDistances(written, cell.distances());
          cells.add(written);
        }
      }
    }
    ArrayNode crosses = crosses(report.datasets(), json, limits);
    if (!crosses.isEmpty()) {
      document.set("cross_features", crosses);
    }
    if (!report.images().isEmpty()) {
      ArrayNode images = document.putArray("images");
      report.images().forEach(image -> images.add(image(json, image)));
    }
    return document;
  }

  private static ObjectNode dataset(Json json, AnomalyJson anomalies, NamedDataset dataset) {
    DatasetFeatureStatistics statistics = dataset.statistics();
    ObjectNode one = json.object();
    json.put(one, "name", dataset.name());
    if (dataset.isCounted()) {
      one.put("examples", statistics.getNumExamples());
    }
    if (statistics.getWeightedNumExamples() != 0) {
      json.put(one, "weighted_examples", statistics.getWeightedNumExamples());
    }
    one.put("validated", dataset.anomalies().isPresent());
    Anomalies found = dataset.anomalies().orElse(Anomalies.getDefaultInstance());
    if (found.getDataMissing()) {
      one.put("data_missing", true);
    }
    if (found.hasDatasetAnomalyInfo()) {
      one.set("anomaly", anomalies.of(found.getDatasetAnomalyInfo()));
    }
    return one;
  }

  private static ArrayNode crosses(List<NamedDataset> datasets, Json json, Limits limits) {
    CrossJson crosses = new CrossJson(json, limits);
    ArrayNode all = json.array();
    for (int i = 0; i < datasets.size(); i++) {
      int index = i;
      datasets.get(i).statistics().getCrossFeaturesList().stream()
          .limit(limits.equals(Limits.NONE) ? Long.MAX_VALUE : CrossJson.MOST_ON_A_PAGE)
          .forEach(cross -> all.add(crosses.of(index, cross)));
    }
    return all;
  }

  private static ObjectNode image(Json json, SampleImage image) {
    ObjectNode one = json.object();
    if (!image.dataset().isEmpty()) {
      json.put(one, "dataset", image.dataset());
    }
    json.put(one, "feature", image.feature());
    one.put("media_type", image.mediaType());
    json.put(one, "caption", image.caption());
    one.put("base64", Base64.getEncoder().encodeToString(image.content()));
    return one;
  }
}
