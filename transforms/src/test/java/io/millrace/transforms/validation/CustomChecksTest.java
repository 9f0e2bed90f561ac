package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.testing.ExampleFolder;
import io.millrace.transforms.testing.SparkTestSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;

class CustomChecksTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));

  @TempDir Path folder;
  private final Map<String, InputArtifact> inputs = new HashMap<>();

  @BeforeEach
  void statisticsSchemaAndExamples() throws Exception {
    Files.createDirectories(folder.resolve("schema"));
    Files.writeString(
        folder.resolve("schema/schema.pbtxt"),
        "feature { name: 'a' type: BYTES value_count { min: 1 max: 1 } } feature { name: 'fare'"
            + " type: FLOAT shape { dim { size: 1 } } } feature { name: 'tags' type: INT }");
    inputs.put("schema", input(ArtifactType.SCHEMA, "schema"));
    statistics("statistics", 6, 4);
    inputs.put("statistics", input(ArtifactType.EXAMPLE_STATISTICS, "statistics"));
    inputs.put(
        "examples",
        new ExampleFolder(folder.resolve("examples"))
            .shard(
                "train",
                0,
                0,
                50,
                (i, b) -> {
                  b.putBytes("a", i % 2 == 0 ? new byte[] {'x'} : new byte[] {'y'});
                  if (i % 10 != 9) {
                    b.putFloats("fare", new float[] {i - 3});
                  }
                  b.putLongs("tags", i, i + 1);
                })
            .artefact());
  }

  @Test
  void aConditionOnStatisticsThatIsFalseTellsWhatWasFound() throws Exception {
    run(
        Map.of(
            "statistics_checks",
            List.of(
                check("a", "feature.string_stats.unique > 5"),
                check("a", "feature.string_stats.common_stats.tot_num_values = 10"),
                check("*", "feature.num_stats.mean > 0"))));
    AnomalyInfo found = read().getAnomalyInfoMap().get("a");
    assertThat(found.getReasonList()).hasSize(1);
    assertThat(found.getReason(0).getType()).isEqualTo(AnomalyInfo.Type.CUSTOM_VALIDATION);
    assertThat(found.getSeverity()).isEqualTo(AnomalyInfo.Severity.WARNING);
    assertThat(found.getShortDescription()).isEqualTo("too few");
    assertThat(found.getDescription())
        .isEqualTo(
            "Custom validation triggered anomaly. Query: feature.string_stats.unique > 5 Test"
                + " dataset: default slice Found: feature.string_stats.unique = 2.");
  }

  @Test
  void aConditionOfANamedFeatureThatIsNullFails() throws Exception {
    run(Map.of("statistics_checks", List.of(check("a", "feature.num_stats.mean > 0"))));
    assertThat(read().getAnomalyInfoMap().get("a").getDescription())
        .endsWith("Found: feature.num_stats.mean = NULL.");
  }

  @Test
  void twoDatasetsAreComparedWhereTheOtherIsThere() throws Exception {
    Map<String, Object> check = new HashMap<>(check("a", "true"));
    check.put(
        "expression",
        "feature_test.string_stats.unique >= feature_base.string_stats.unique and"
            + " dataset_test.num_examples > 2 * dataset_base.num_examples");
    check.put("against", "previous");
    Map<String, Object> options = Map.of("statistics_checks", List.of(check));
    assertThat(run(options).headline()).startsWith("no anomalies");
    statistics("before", 3, 3);
    inputs.put("previous_statistics", input(ArtifactType.EXAMPLE_STATISTICS, "before"));
    run(options);
    assertThat(read().getAnomalyInfoMap().get("a").getDescription())
        .contains("Base dataset: previous Found: feature_test.string_stats.unique = 2")
        .contains("dataset_base.num_examples = 10");
  }

  @Test
  void whatIsNoConditionIsAUsageError() {
    assertThatThrownBy(() -> run(Map.of("statistics_checks", List.of(check("a", "feature.x > 1")))))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("statistics_checks: feature.x > 1: ")
        .hasMessageContaining("(expected: Spark SQL over feature and dataset");
    assertThatThrownBy(() -> run(Map.of("statistics_checks", List.of(check("a", "1 + 1")))))
        .isInstanceOf(MillraceException.class)
        .hasMessage("statistics_checks: 1 + 1: found a value of type int (expected: a condition)");
    assertThatThrownBy(() -> run(Map.of("row_checks", List.of(Map.of("expression", "fair > 0")))))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("row_checks: fair > 0: ");
  }

  @Test
  void examplesThatFailAreCountedAndShownWithTheirPlace() throws Exception {
    ComponentResult result =
        run(
            Map.of(
                "row_checks",
                List.of(
                    Map.of("expression", "fare >= 0", "feature", "fare"),
                    Map.of("expression", "size(tags) = 2 and tags[0] < tags[1]"),
                    Map.of("expression", "a in ('x', 'y')", "severity", "warning"),
                    Map.of("expression", "fare < 45", "nulls", "fail", "max_fraction", 0.1)),
                "failing_row_samples",
                2));
    AnomalyInfo fare = read().getAnomalyInfoMap().get("fare");
    assertThat(fare.getDescription())
        .startsWith("3 of 50 examples fail fare >= 0 (expected: at most 0). Such as ")
        .contains("record 0 {\"a\":\"x\",\"fare\":-3.0,\"tags\":[0,1]}");
    assertThat(read().getDatasetAnomalyInfo().getDescription())
        .startsWith("6 of 50 examples fail fare < 45 (expected: at most 5).");
    assertThat(result.tables().stream().filter(t -> t.title().equals("Row checks")).findFirst())
        .get()
        .satisfies(
            table -> {
              assertThat(table.rows().get(0))
                  .containsExactly("train", "fare >= 0", 50L, 3L, 5L, 0L);
              assertThat(table.rows().get(1)).contains(50L, 0L);
            });
    assertThat(
            result.tables().stream().filter(t -> t.title().equals("Failing examples")).findFirst())
        .get()
        .satisfies(table -> assertThat(table.rows()).hasSize(4));
  }

  @Test
  void rowChecksNeedTheExamples() {
    inputs.remove("examples");
    assertThatThrownBy(() -> run(Map.of("row_checks", List.of(Map.of("expression", "fare >= 0")))))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("Input 'examples' is missing");
  }

  private static Map<String, Object> check(String feature, String expression) {
    return Map.of(
        "feature",
        feature,
        "expression",
        expression,
        "severity",
        "warning",
        "description",
        "too few");
  }

  private void statistics(String name, int xs, int ys) throws Exception {
    Path split = folder.resolve(name).resolve("Split-train");
    Files.createDirectories(split);
    Files.write(
        split.resolve("FeatureStats.pb"),
        DatasetFeatureStatisticsList.newBuilder()
            .addDatasets(DriftCases.dataset(DriftCases.strings("a", "x", xs, "y", ys)))
            .build()
            .toByteArray());
  }

  private InputArtifact input(ArtifactType type, String name) {
    return new InputArtifact(type, folder.resolve(name).toString(), Map.of(), 0);
  }

  private ComponentResult run(Map<String, Object> options) throws Exception {
    STORAGE.delete(folder.resolve("anomalies").toString());
    return new ExampleValidator()
        .run(
            new ComponentContext<>(
                SparkTestSession.get(),
                STORAGE,
                OptionsBinder.bind(ExampleValidatorOptions.class, options),
                inputs,
                Map.of("anomalies", folder.resolve("anomalies").toString()),
                Progress.silent()));
  }

  private Anomalies read() throws Exception {
    return Anomalies.parseFrom(
        Files.readAllBytes(folder.resolve("anomalies/Split-train/SchemaDiff.pb")));
  }
}
