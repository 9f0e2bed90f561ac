package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.schema.SchemaGen;
import io.millrace.transforms.schema.SchemaGenOptions;
import io.millrace.transforms.statistics.StatisticsGen;
import io.millrace.transforms.statistics.StatisticsGenOptions;
import io.millrace.transforms.testing.ExampleFolder;
import io.millrace.transforms.testing.SparkTestSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DriftSkewInfo.Measurement;

class ExampleValidatorTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));
  private static final ExampleValidatorOptions WITH_LABEL = withLabel("label", 0.1);

  @TempDir Path folder;

  @Test
  void dataThatFitHaveNoAnomaliesAndAreBlessed() throws Exception {
    writeExamples(10, 10);
    inferSchema(List.of());
    ComponentResult result = validate(WITH_LABEL);
    assertThat(result.failure()).isEmpty();
    assertThat(result.headline()).isEqualTo("no anomalies in the splits train, eval");
    assertThat(result.properties().get("anomalies"))
        .containsEntry("blessed", "{\"train\": 1, \"eval\": 1}")
        .containsEntry("split_names", "[\"train\", \"eval\"]");
    Anomalies eval = read("eval");
    assertThat(eval.getAnomalyInfoMap()).isEmpty();
    assertThat(eval.getBaseline().getFeatureCount()).isEqualTo(2);
    assertThat(eval.getAnomalyNameFormat()).isEqualTo(Anomalies.AnomalyNameFormat.SERIALIZED_PATH);
    assertThat(eval.hasDataMissing()).isFalse();
  }

  @Test
  void labelValuesAreReportedEvenIfTheyAreAlike() throws Exception {
    writeExamples(10, 10);
    inferSchema(List.of());
    ComponentResult result = validate(WITH_LABEL);
    List<Measurement> measurements = read("eval").getDriftSkewInfo(0).getSkewMeasurementsList();
    assertThat(measurements.stream().map(Measurement::getType))
        .containsExactly(Measurement.Type.L_INFTY, Measurement.Type.JENSEN_SHANNON_DIVERGENCE);
    assertThat(measurements).allMatch(m -> m.getValue() < 1e-12 && m.getThreshold() == 0.1);
    assertThat(read("train").getDriftSkewInfoList()).isEmpty();
    assertThat(result.tables()).hasSize(1);
    assertThat(result.tables().get(0).title()).isEqualTo("Compared by the schema and the label");
    assertThat(result.tables().get(0).rows()).hasSize(2);
  }

  @Test
  void aLabelThatIsDistributedOtherwiseFailsAndIsStillWritten() throws Exception {
    writeExamples(10, 2);
    inferSchema(List.of());
    ComponentResult result = validate(WITH_LABEL);
    AnomalyInfo label = read("eval").getAnomalyInfoMap().get("label");
    assertThat(label.getReasonList().stream().map(AnomalyInfo.Reason::getType))
        .containsExactly(
            AnomalyInfo.Type.COMPARATOR_L_INFTY_HIGH,
            AnomalyInfo.Type.COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH);
    assertThat(label.getReason(0).getDescription())
        .isEqualTo(
            "The Linfty distance between eval and train is 0.4 (up to six significant digits),"
                + " above the threshold 0.1. The feature value with maximum difference is: 1");
    assertThat(label.getSeverity()).isEqualTo(AnomalyInfo.Severity.ERROR);
    assertThat(read("eval").getDriftSkewInfo(0).getSkewMeasurements(0).getValue())
        .isCloseTo(0.4, within(1e-12));
    assertThat(result.failure().orElseThrow()).startsWith("1 anomaly: eval: label: The Linfty");
    assertThat(result.properties().get("anomalies"))
        .containsEntry("blessed", "{\"train\": 1, \"eval\": 0}");
  }

  @Test
  void aPageShowsTheAnomaliesBesideTheirFeatures() throws Exception {
    writeExamples(10, 2);
    inferSchema(List.of());
    validate(WITH_LABEL);
    assertThat(Files.readString(folder.resolve("anomalies/anomalies.html")))
        .startsWith("<!DOCTYPE html>")
        .contains("\"summary\":\"High Linfty distance between eval and train\"")
        .contains("\"skew\":[{\"measure\":\"L_INFTY\",\"value\":0.4,\"threshold\":0.1}");
  }

  @Test
  void thresholdsAreInclusive() throws Exception {
    writeExamples(10, 2);
    inferSchema(List.of());
    assertThat(validate(withLabel("label", 1)).failure()).isEmpty();
  }

  @Test
  void anomaliesMayBeReportedOnly() throws Exception {
    writeExamples(10, 2);
    inferSchema(List.of());
    ComponentResult result =
        validate(
            OptionsBinder.bind(
                ExampleValidatorOptions.class, Map.of("label", "label", "fail_on", "never")));
    assertThat(result.failure()).isEmpty();
    assertThat(result.headline()).isEqualTo("1 anomaly in the splits train, eval");
    assertThat(result.tables().get(0).title()).isEqualTo("Anomalies");
  }

  @Test
  void schemaAndLabelAnomaliesOfOneFeatureAreJoined() throws Exception {
    writeExamples(10, 2);
    inferSchema(List.of());
    Path schema = folder.resolve("schema/schema.pbtxt");
    Files.writeString(
        schema,
        "feature { name: 'label' type: INT int_domain { max: 0 } } feature { name: 'word' type: BYTES }");
    validate(WITH_LABEL);
    AnomalyInfo label = read("eval").getAnomalyInfoMap().get("label");
    assertThat(label.getShortDescription()).isEqualTo("Multiple errors");
    assertThat(label.getReasonList().stream().map(AnomalyInfo.Reason::getType))
        .containsExactly(
            AnomalyInfo.Type.INT_TYPE_BIG_INT,
            AnomalyInfo.Type.COMPARATOR_L_INFTY_HIGH,
            AnomalyInfo.Type.COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH);
  }

  @Test
  void valuesThatTheSchemaLacksFail() throws Exception {
    writeExamples(10, 10);
    inferSchema(List.of("eval"));
    new ExampleFolder(folder.resolve("examples"))
        .shard("eval", 0, 0, 10, (i, b) -> b.putBytes("word", new byte[] {(byte) ('x' + i % 2)}));
    statistics();
    ComponentResult result = validate(ExampleValidatorOptions.DEFAULTS);
    Map<String, AnomalyInfo> anomalies = read("eval").getAnomalyInfoMap();
    assertThat(anomalies).containsOnlyKeys("label", "word");
    assertThat(anomalies.get("label").getDescription())
        .isEqualTo(
            "Column is completely missing (found: in none of 10 examples; expected: min_count 1,"
                + " min_fraction 1)");
    assertThat(anomalies.get("word").getDescription())
        .isEqualTo(
            "Examples contain values missing from the schema: x (~50%), y (~50%). (found: 10"
                + " of 10 values outside the domain: \"x\" 5, \"y\" 5; expected: values of the domain)");
    assertThat(result.failure().orElseThrow())
        .isEqualTo(
            "2 anomalies: eval: label: "
                + anomalies.get("label").getDescription()
                + "; eval: word: "
                + anomalies.get("word").getDescription()
                + " (expected: data that fit the schema; mend the data or the schema)");
  }

  @Test
  void aSplitWithoutRecordsIsAnAnomaly() throws Exception {
    writeExamples(10, 10);
    inferSchema(List.of());
    new ExampleFolder(folder.resolve("examples")).shard("eval", 0, 0, 0, (i, b) -> {});
    statistics();
    ComponentResult result = validate(WITH_LABEL);
    assertThat(read("eval").getDataMissing()).isTrue();
    assertThat(read("eval").getAnomalyInfoMap()).isEmpty();
    assertThat(result.failure().orElseThrow())
        .startsWith("1 anomaly: eval: (dataset): The split has no records.");
  }

  @Test
  void anUnknownLabelIsAUsageErrorThatListsTheFeatures() throws Exception {
    writeExamples(10, 10);
    inferSchema(List.of());
    assertThatThrownBy(() -> validate(withLabel("lable", 0.1)))
        .isInstanceOf(MillraceException.class)
        .hasMessage("label: lable (expected: one of [label, word])");
  }

  @Test
  void aThresholdOutOfRangeIsAUsageError() {
    assertThatThrownBy(() -> withLabel("label", 1.5))
        .isInstanceOf(MillraceException.class)
        .hasMessage("label_infinity_norm_threshold: 1.5 (expected: 0 to 1)");
    assertThatThrownBy(() -> withLabel("label", Double.NaN))
        .isInstanceOf(MillraceException.class)
        .hasMessage("label_infinity_norm_threshold: NaN (expected: 0 to 1)");
  }

  private static ExampleValidatorOptions withLabel(String label, double threshold) {
    return OptionsBinder.bind(
        ExampleValidatorOptions.class,
        Map.of(
            "label", label,
            "label_infinity_norm_threshold", threshold,
            "label_jensen_shannon_threshold", threshold));
  }

  /** Of each 20 labels of a split so many are 1, the others 0. */
  private void writeExamples(int trainOnes, int evalOnes) throws Exception {
    new ExampleFolder(folder.resolve("examples"))
        .shard(
            "train",
            0,
            0,
            100,
            (i, b) -> {
              b.putLongs("label", i % 20 < trainOnes ? 1 : 0);
              b.putBytes("word", new byte[] {(byte) ('a' + i % 3)});
            })
        .shard(
            "eval",
            0,
            0,
            100,
            (i, b) -> {
              b.putLongs("label", i % 20 < evalOnes ? 1 : 0);
              b.putBytes("word", new byte[] {(byte) ('a' + i % 3)});
            });
    statistics();
  }

  private void statistics() throws Exception {
    STORAGE.delete(folder.resolve("statistics").toString());
    new StatisticsGen()
        .run(
            new ComponentContext<>(
                SparkTestSession.get(),
                STORAGE,
                StatisticsGenOptions.DEFAULTS,
                Map.of("examples", new ExampleFolder(folder.resolve("examples")).artefact()),
                Map.of("statistics", folder.resolve("statistics").toString()),
                Progress.silent()));
  }

  private void inferSchema(List<String> excluded) throws Exception {
    new SchemaGen()
        .run(
            new ComponentContext<>(
                null,
                STORAGE,
                new SchemaGenOptions(true, 100, excluded),
                Map.of("statistics", input(ArtifactType.EXAMPLE_STATISTICS, "statistics")),
                Map.of("schema", folder.resolve("schema").toString()),
                Progress.silent()));
  }

  private ComponentResult validate(ExampleValidatorOptions options) throws Exception {
    return new ExampleValidator()
        .run(
            new ComponentContext<>(
                null,
                STORAGE,
                options,
                Map.of(
                    "statistics",
                    input(ArtifactType.EXAMPLE_STATISTICS, "statistics"),
                    "schema",
                    input(ArtifactType.SCHEMA, "schema")),
                Map.of("anomalies", folder.resolve("anomalies").toString()),
                Progress.silent()));
  }

  private InputArtifact input(ArtifactType type, String name) {
    return new InputArtifact(type, folder.resolve(name).toString(), Map.of(), 0);
  }

  private Anomalies read(String split) throws Exception {
    return Anomalies.parseFrom(
        Files.readAllBytes(folder.resolve("anomalies/Split-" + split + "/SchemaDiff.pb")));
  }
}
