package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Example;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.examples.ExamplesReader;
import io.millrace.transforms.statistics.StatisticsFiles;
import io.millrace.transforms.testing.ExampleFolder;
import io.millrace.transforms.testing.SparkTestSession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

class AnomalousExamplesTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));
  private static final String COMPANY = "company_ENUM_TYPE_UNEXPECTED_STRING_VALUES";
  private static final String TIP = "tip_INT_TYPE_BIG_INT";
  private static final String SCHEMA =
      """
      feature { name: "company" type: BYTES value_count { min: 1 max: 1 } domain: "company" }
      feature { name: "tip" type: INT int_domain { max: 1 } }
      feature { name: "fare" type: FLOAT }
      string_domain { name: "company" value: "Blue" value: "Gelb" }
      """;

  @TempDir Path folder;
  private ExampleFolder examples;

  @BeforeEach
  void schemaAndFolder() throws Exception {
    Files.createDirectories(folder.resolve("schema"));
    Files.writeString(folder.resolve("schema/schema.pbtxt"), SCHEMA);
    examples = new ExampleFolder(folder.resolve("examples"));
  }

  @Test
  void theExamplesAreWrittenWithTheirReasons() throws Exception {
    taxi();
    ComponentResult result = run(Map.of());
    assertThat(result.headline()).isEqualTo("4 of 200 examples do not fit the schema");
    assertThat(result.tables().get(0).rows())
        .containsExactly(List.of("train", COMPANY, 4L), List.of("train", TIP, 2L));
    ExamplesArtifact written = ExamplesArtifact.open(STORAGE, folder.resolve("out").toString());
    assertThat(written.files("train")).hasSize(2);
    try (ExamplesReader reader = ExamplesReader.open(STORAGE, written.files("train").get(0))) {
      assertThat(reader.next()).isTrue();
      Example first = Example.parse(reader.record());
      assertThat(first.bytes("anomaly_reasons"))
          .extracting(b -> new String(b, StandardCharsets.UTF_8))
          .containsExactly(COMPANY, TIP);
      assertThat(first.longs("tip")).containsExactly(7);
    }
  }

  @Test
  void statisticsOfEachReasonAreASlice() throws Exception {
    taxi();
    run(Map.of());
    assertThat(counts())
        .containsExactly(entry("All Examples", 4L), entry(COMPANY, 4L), entry(TIP, 2L));
    DatasetFeatureStatistics tip = datasets().get(2);
    assertThat(StatisticsFiles.name(tip.getFeatures(0))).isEqualTo("company");
    assertThat(tip.getFeatures(0).getStringStats().getTopValues(0).getValue()).isEqualTo("Rot");
    assertThat(tip.getFeatures(1).getNumStats().getMax()).isEqualTo(103);
    assertThat(Files.readString(folder.resolve("statistics/statistics.html"))).contains(TIP);
  }

  /** interop/test_anomalous_examples.py holds them against validate_examples_in_tfrecord. */
  @Test
  void casesForTfdvAreWritten() throws Exception {
    taxi();
    run(Map.of());
    Path target = Path.of("target/interop/anomalous_examples").toAbsolutePath();
    STORAGE.delete(target.toString());
    for (String name : List.of("schema/schema.pbtxt", "statistics/Split-train/FeatureStats.pb")) {
      Path copy = target.resolve(Path.of(name).getFileName());
      Files.createDirectories(copy.getParent());
      Files.copy(folder.resolve(name), copy);
    }
    for (int shard = 0; shard < 2; shard++) {
      String name = "data_tfrecord-0000" + shard + "-of-00002.gz";
      Files.copy(folder.resolve("examples/Split-train").resolve(name), target.resolve(name));
    }
    assertThat(target.resolve("FeatureStats.pb")).exists();
  }

  @Test
  void ofMoreReasonsThanAllowedTheFirstHaveStatisticsOfTheirOwn() throws Exception {
    taxi();
    ComponentResult result = run(Map.of("max_reason_slices", 1));
    assertThat(result.headline())
        .isEqualTo(
            "4 of 200 examples do not fit the schema; train: 1 of 2 reasons have statistics of"
                + " their own (max_reason_slices)");
    assertThat(counts()).containsExactly(entry("All Examples", 4L), entry(COMPANY, 4L));
    run(Map.of("max_reason_slices", 0));
    assertThat(counts()).containsExactly(entry("", 4L));
  }

  @Test
  void featuresOfSeveralTypesHaveStatisticsByType() throws Exception {
    for (int shard = 0; shard < 2; shard++) {
      examples.shard(
          "train",
          shard,
          10 * shard,
          10 * shard + 10,
          (i, b) -> {
            switch (i % 4) {
              case 0 -> b.putFloats("fare", 1).putLongs("tip", 9);
              case 1 -> b.putLongs("fare", 1);
              case 2 -> b.putBytes("fare", utf8("1")).putLongs("more", 1);
              default -> b.putBytes("more", utf8("x")).putFloats("other", 1);
            }
          });
    }
    run(Map.of());
    assertThat(datasets().get(0).getFeaturesList().stream().map(StatisticsFiles::name))
        .containsExactlyInAnyOrder(
            "fare", "fare (BYTES)", "fare (INT)", "more (BYTES)", "more (INT)", "other", "tip");
  }

  @Test
  void aSplitWithoutAnomaliesHasEmptyStatistics() throws Exception {
    examples.shard("train", 0, 0, 5, (i, b) -> b.putFloats("fare", 1));
    assertThat(run(Map.of()).headline()).isEqualTo("0 of 5 examples do not fit the schema");
    assertThat(counts()).containsExactly(entry("", 0L));
  }

  @Test
  void theNumberOfSlicesHasABound() {
    assertThatThrownBy(() -> run(Map.of("max_reason_slices", 2001)))
        .isInstanceOf(MillraceException.class)
        .hasMessage("max_reason_slices: 2001 (expected: 0 to 2000)");
  }

  private void taxi() throws Exception {
    for (int shard = 0; shard < 2; shard++) {
      examples.shard(
          "train",
          shard,
          100 * shard,
          100 * shard + 100,
          (i, b) -> {
            b.putBytes("company", utf8(i % 50 == 3 ? "Rot" : "Blue"));
            b.putLongs("tip", i % 100 == 3 ? 7 : 1);
            b.putFloats("fare", i);
          });
    }
  }

  private ComponentResult run(Map<String, ?> options) throws Exception {
    STORAGE.delete(folder.resolve("out").toString());
    STORAGE.delete(folder.resolve("statistics").toString());
    return new AnomalousExamples()
        .run(
            new ComponentContext<>(
                SparkTestSession.get(),
                STORAGE,
                OptionsBinder.bind(AnomalousExamplesOptions.class, options),
                Map.of(
                    "examples",
                    examples.artefact(),
                    "schema",
                    new InputArtifact(
                        ArtifactType.SCHEMA, folder.resolve("schema").toString(), Map.of(), 0)),
                Map.of(
                    "anomalous_examples",
                    folder.resolve("out").toString(),
                    "anomaly_statistics",
                    folder.resolve("statistics").toString()),
                Progress.silent()));
  }

  private List<DatasetFeatureStatistics> datasets() {
    return StatisticsFiles.readAll(STORAGE, folder.resolve("statistics").toString(), "train")
        .getDatasetsList();
  }

  private Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    datasets().forEach(d -> counts.put(d.getName(), d.getNumExamples()));
    return counts;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
