package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.EarlierOutputs;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;

class ControlsTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));

  @TempDir Path folder;
  private final Map<String, InputArtifact> inputs = new HashMap<>();
  private final List<InputArtifact> earlier = new ArrayList<>();

  @BeforeEach
  void aSchemaWithComparators() throws Exception {
    Files.createDirectories(folder.resolve("schema"));
    Files.writeString(
        folder.resolve("schema/schema.pbtxt"),
        "feature { name: 'a' type: BYTES skew_comparator { infinity_norm { threshold: 0.05 } }"
            + " drift_comparator { infinity_norm { threshold: 0.05 } } }");
    inputs.put(
        "schema",
        new InputArtifact(ArtifactType.SCHEMA, folder.resolve("schema").toString(), Map.of(), 0));
  }

  @Test
  void servingStatisticsGiveSkewAndPreviousOnesDrift() throws Exception {
    inputs.put("statistics", statistics("now", 9, Map.of(), 6, 4));
    inputs.put("serving_statistics", statistics("serving", 8, Map.of(), 5, 5));
    inputs.put("previous_statistics", statistics("previous", 7, Map.of(), 6, 4));
    ComponentResult result = run(Map.of());
    assertThat(read().getAnomalyInfoMap().get("a").getReasonList())
        .extracting(AnomalyInfo.Reason::getShortDescription)
        .containsExactly("High Linfty distance between training and serving");
    assertThat(read().getDriftSkewInfo(0).getDriftMeasurementsCount()).isEqualTo(1);
    assertThat(result.failure()).isPresent();
    JsonNode file =
        new ObjectMapper().readTree(folder.resolve("anomalies/distances.json").toFile());
    assertThat(file.at("/comparisons/0/against").asText()).isEqualTo("previous");
    assertThat(file.at("/comparisons/1/against").asText()).isEqualTo("serving");
    assertThat(file.at("/comparisons/1/features/0/measures/l_infty/value").asDouble())
        .isBetween(0.0999, 0.1001);
    assertThat(result.tables()).extracting(ComponentResult.Table::title).contains("Distances");
  }

  @Test
  void withoutOtherStatisticsNothingIsCompared() throws Exception {
    inputs.put("statistics", statistics("now", 9, Map.of(), 6, 4));
    assertThat(run(Map.of()).failure()).isEmpty();
    assertThat(folder.resolve("anomalies/distances.json")).doesNotExist();
  }

  @Test
  void ofEarlierStatisticsThoseOfTheNextLowerSpanAreThePreviousOnes() throws Exception {
    inputs.put("statistics", statistics("now", 9, Map.of("span", 3L), 6, 4));
    earlier.add(inputs.get("statistics"));
    earlier.add(statistics("version", 8, Map.of("span", 3L), 1, 9));
    earlier.add(statistics("future", 7, Map.of("span", 4L), 1, 9));
    earlier.add(statistics("first", 6, Map.of("span", 1L), 1, 9));
    earlier.add(statistics("second", 5, Map.of("span", 2L), 6, 4));
    run(Map.of("compare_earlier", true));
    JsonNode file =
        new ObjectMapper().readTree(folder.resolve("anomalies/distances.json").toFile());
    assertThat(file.at("/comparisons/0/control").asText()).endsWith("second");
    assertThat(file.at("/comparisons/1/control").asText()).endsWith("version");
    assertThat(read().getAnomalyInfoMap().get("a").getReasonList())
        .extracting(AnomalyInfo.Reason::getShortDescription)
        .containsExactly("High Linfty distance between current and previous version");
  }

  @Test
  void withoutALowerSpanTheLatestRunIsThePreviousOne() throws Exception {
    inputs.put("statistics", statistics("now", 9, Map.of(), 6, 4));
    earlier.add(inputs.get("statistics"));
    earlier.add(statistics("before", 8, Map.of(), 6, 4));
    earlier.add(statistics("long-ago", 7, Map.of(), 1, 9));
    assertThat(run(Map.of("compare_earlier", true)).failure()).isEmpty();
    JsonNode file =
        new ObjectMapper().readTree(folder.resolve("anomalies/distances.json").toFile());
    assertThat(file.at("/comparisons")).hasSize(1);
    assertThat(file.at("/comparisons/0/control").asText()).endsWith("before");
  }

  @Test
  void distancesHaveLimitsOfTheirOwn() throws Exception {
    inputs.put("statistics", statistics("now", 9, Map.of(), 6, 4));
    inputs.put("previous_statistics", statistics("previous", 7, Map.of(), 5, 5));
    Map<String, Object> limits =
        Map.of(
            "*", Map.of("population_stability_index", 0.01, "l_infty", 0.01),
            "a", Map.of("l_infty", 0.2));
    run(Map.of("distance_limits", limits, "fail_on", "never"));
    AnomalyInfo found = read().getAnomalyInfoMap().get("a");
    assertThat(found.getReasonList())
        .extracting(AnomalyInfo.Reason::getType)
        .containsExactly(
            AnomalyInfo.Type.COMPARATOR_L_INFTY_HIGH, AnomalyInfo.Type.CUSTOM_VALIDATION);
    assertThat(found.getReason(1).getDescription())
        .isEqualTo(
            "The population stability index between current and previous is 0.0405465 (up to six"
                + " significant digits), above the threshold 0.01.");
  }

  @Test
  void warningsStopOnlyWhereTheyAreToldTo() throws Exception {
    inputs.put("statistics", statistics("now", 9, Map.of(), 6, 4));
    inputs.put("serving_statistics", statistics("serving", 8, Map.of(), 5, 5));
    List<Object> overrides = List.of(Map.of("severity", "warning"));
    assertThat(run(Map.of("severity_overrides", overrides)).failure()).isEmpty();
    assertThat(run(Map.of("severity_overrides", overrides, "fail_on", "warning")).failure())
        .isPresent();
  }

  @Test
  void environmentsAreThoseOfTheSplits() throws Exception {
    Files.writeString(
        folder.resolve("schema/schema.pbtxt"),
        "default_environment: 'TRAINING' default_environment: 'SERVING' feature { name: 'a' type:"
            + " BYTES } feature { name: 'label' type: INT presence { min_count: 1 }"
            + " not_in_environment: 'SERVING' }");
    inputs.put("statistics", statistics("now", 9, Map.of(), 6, 4));
    assertThat(run(Map.of("environment", "SERVING")).failure()).isEmpty();
    Map<String, String> bySplit = Map.of("train", "TRAINING");
    assertThat(run(Map.of("environment", "SERVING", "environments", bySplit)).failure())
        .isPresent();
  }

  @Test
  void aControlWithoutTheSplitIsAUsageErrorThatNamesTheOption() throws Exception {
    inputs.put("statistics", statistics("now", 9, Map.of(), 6, 4));
    inputs.put("serving_statistics", statistics("serving", 8, Map.of(), 5, 5));
    assertThatThrownBy(() -> run(Map.of("control_split", "eval")))
        .isInstanceOf(MillraceException.class)
        .hasMessageEndingWith(
            "serving: no split 'eval' (expected: one of [train], or the option control_split)");
  }

  @Test
  void anUnknownTypeOfAnomalyIsAUsageError() {
    assertThatThrownBy(
            () -> run(Map.of("severity_overrides", List.of(Map.of("type", "NO_SUCH_TYPE")))))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("severity_overrides: type: NO_SUCH_TYPE");
  }

  @Test
  void aMetricOutsideItsHistoryIsAnAnomalyThatShowsIt() throws Exception {
    inputs.put("statistics", statistics("now", 9, Map.of(), 60, 4));
    for (int i = 8; i > 2; i--) {
      earlier.add(statistics("run-" + i, i, Map.of(), 6, i % 2));
    }
    Map<String, Object> check =
        Map.of(
            "feature", "a",
            "metric", "common_stats.tot_num_values",
            "detector", Map.of("OnlineNormal", Map.of()),
            "severity", "warning");
    ComponentResult result = run(Map.of("history", List.of(check)));
    AnomalyInfo found = read().getAnomalyInfoMap().get("a");
    assertThat(found.getSeverity()).isEqualTo(AnomalyInfo.Severity.WARNING);
    assertThat(found.getReason(0).getType()).isEqualTo(AnomalyInfo.Type.CUSTOM_VALIDATION);
    assertThat(found.getDescription())
        .isEqualTo(
            "common_stats.tot_num_values is 64 (expected: 5 to 8 by OnlineNormal over 6 earlier"
                + " runs: 7, 6, 7, 6, 7, 6).");
    assertThat(result.failure()).isEmpty();
  }

  @Test
  void tooShortAHistorySaysSoAndRaisesNothing() throws Exception {
    inputs.put("statistics", statistics("now", 9, Map.of(), 60, 4));
    earlier.add(statistics("before", 8, Map.of(), 6, 4));
    Map<String, Object> check =
        Map.of("metric", "num_examples", "detector", Map.of("BatchNormal", Map.of()));
    ComponentResult result = run(Map.of("history", List.of(check)));
    assertThat(result.headline()).startsWith("no anomalies");
    assertThat(result.tables().get(0).rows().get(0))
        .endsWith("history too short: 1 (expected: at least 5 runs)");
  }

  private ComponentResult run(Map<String, Object> options) throws Exception {
    STORAGE.delete(folder.resolve("anomalies").toString());
    EarlierOutputs outputs =
        new EarlierOutputs() {
          @Override
          public Optional<InputArtifact> latest(String channel) {
            return Optional.empty();
          }

          @Override
          public List<InputArtifact> ofInput(String channel) {
            return earlier;
          }
        };
    return new ExampleValidator()
        .run(
            new ComponentContext<>(
                null,
                STORAGE,
                OptionsBinder.bind(ExampleValidatorOptions.class, options),
                inputs,
                Map.of("anomalies", folder.resolve("anomalies").toString()),
                Progress.silent(),
                outputs));
  }

  private InputArtifact statistics(
      String name, long id, Map<String, Object> properties, int xs, int ys) throws Exception {
    Path split = folder.resolve(name).resolve("Split-train");
    Files.createDirectories(split);
    Files.write(
        split.resolve("FeatureStats.pb"),
        DatasetFeatureStatisticsList.newBuilder()
            .addDatasets(DriftCases.dataset(DriftCases.strings("a", "x", xs, "y", ys)))
            .build()
            .toByteArray());
    return new InputArtifact(
        ArtifactType.EXAMPLE_STATISTICS, folder.resolve(name).toString(), properties, id);
  }

  private Anomalies read() throws Exception {
    return Anomalies.parseFrom(
        Files.readAllBytes(folder.resolve("anomalies/Split-train/SchemaDiff.pb")));
  }
}
