package io.millrace.transforms.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.report.FeatureDistance;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The file {@value #FILE_NAME} in the root of an ExampleAnomalies artefact, outside the folders of
 * the splits, where TFX's readers do not look: all distances of all features, whether above a limit
 * or not.
 *
 * <pre>{@code
 * {"version": 1,
 *  "comparisons": [{"split": "train", "against": "serving", "control": URI,
 *    "features": [{"feature": "fare", "weighted": false,
 *      "measures": {"kolmogorov_smirnov":
 *        {"value": 0.02, "lower": 0.01, "upper": 0.12, "threshold": 0.1, "exceeded": false}},
 *      "tail": {"treatment": 0, "control": 0.01, "treatment_values": 0, "control_values": 40},
 *      "note": ""}]}]}
 * }</pre>
 *
 * <p>{@code upper} is null where nothing bounds a distance, {@code threshold} where none is set.
 */
public final class DistanceFile {
  /** Its name. */
  public static final String FILE_NAME = "distances.json";

  private static final int VERSION = 1;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private DistanceFile() {}

  static void write(Storage storage, String artefact, List<DistanceReport> reports)
      throws IOException {
    try {
      storage.writeBytes(
          Storage.resolve(artefact, FILE_NAME), JSON.writeValueAsBytes(content(reports)));
    } catch (JsonProcessingException e) {
      throw MillraceException.internal(FILE_NAME + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads the distances of an artefact by split.
   *
   * @return empty if the artefact has no such file: nothing was compared, or another tool wrote it
   * @throws MillraceException (data) if the file is broken or of another version
   */
  public static Map<String, List<FeatureDistance>> read(Storage storage, String artefact)
      throws IOException {
    String uri = Storage.resolve(artefact, FILE_NAME);
    JsonNode root;
    try {
      root = JSON.readTree(storage.readBytes(uri));
    } catch (FileNotFoundException e) {
      return Map.of();
    } catch (JsonProcessingException e) {
      throw broken(uri, e.getOriginalMessage());
    }
    if (root.path("version").asInt() != VERSION) {
      throw broken(uri, "found version " + root.path("version"));
    }
    Map<String, List<FeatureDistance>> bySplit = new LinkedHashMap<>();
    for (JsonNode comparison : root.path("comparisons")) {
      List<FeatureDistance> distances =
          bySplit.computeIfAbsent(comparison.path("split").asText(), s -> new ArrayList<>());
      for (JsonNode feature : comparison.path("features")) {
        addTo(distances, comparison.path("against").asText(), feature);
      }
    }
    return bySplit;
  }

  private static MillraceException broken(String uri, String found) {
    return MillraceException.data(
        uri
            + ": "
            + found
            + " (expected: distances of version "
            + VERSION
            + ", as"
            + " ExampleValidator writes them)");
  }

  private static void addTo(List<FeatureDistance> distances, String against, JsonNode feature) {
    List<String> path = FeatureKey.parse(feature.path("feature").asText()).steps();
    JsonNode tail = feature.path("tail");
    FeatureDistance.Basis basis =
        new FeatureDistance.Basis(
            tail.path("treatment").asDouble(),
            tail.path("control").asDouble(),
            feature.path("note").asText());
    feature
        .path("measures")
        .fields()
        .forEachRemaining(
            measure -> {
              JsonNode values = measure.getValue();
              JsonNode threshold = values.path("threshold");
              distances.add(
                  new FeatureDistance(
                      path,
                      against,
                      measure.getKey(),
                      new FeatureDistance.Estimate(
                          values.path("value").asDouble(),
                          values.path("lower").asDouble(),
                          values.path("upper").asDouble(Double.POSITIVE_INFINITY)),
                      threshold.isNumber()
                          ? OptionalDouble.of(threshold.asDouble())
                          : OptionalDouble.empty(),
                      basis));
            });
  }

  private static Map<String, Object> content(List<DistanceReport> reports) {
    List<Object> comparisons = new ArrayList<>();
    for (DistanceReport report : reports) {
      Map<String, Object> comparison = new LinkedHashMap<>();
      comparison.put("split", report.comparison().split());
      comparison.put("against", report.comparison().names().control());
      comparison.put("control", report.comparison().control());
      comparison.put("features", report.features().stream().map(f -> feature(report, f)).toList());
      comparisons.add(comparison);
    }
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("version", VERSION);
    content.put("comparisons", comparisons);
    return content;
  }

  private static Map<String, Object> feature(DistanceReport report, FeatureDistances feature) {
    Map<Measure, Double> limits = report.limits(feature.feature());
    Map<String, Object> measures = new LinkedHashMap<>();
    feature
        .values()
        .forEach(
            (measure, found) -> {
              Map<String, Object> values = new LinkedHashMap<>();
              values.put("value", number(found.value()));
              values.put("lower", number(found.lower()));
              values.put("upper", number(found.upper()));
              Double limit = limits.get(measure);
              values.put("threshold", limit);
              values.put("exceeded", limit != null && found.value() > limit);
              measures.put(measure.key(), values);
            });
    Map<String, Object> tail = new LinkedHashMap<>();
    tail.put("treatment", feature.treatmentTail());
    tail.put("control", feature.controlTail());
    tail.put("treatment_values", feature.treatmentUnlisted());
    tail.put("control_values", feature.controlUnlisted());
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("feature", feature.feature().serialized());
    content.put("weighted", feature.weighted());
    content.put("measures", measures);
    content.put("tail", tail);
    content.put("note", feature.note());
    return content;
  }

  /** JSON has no infinity and no NaN. */
  private static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
