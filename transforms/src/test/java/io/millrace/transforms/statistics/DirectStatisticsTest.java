package io.millrace.transforms.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.testing.ExampleFolder;
import io.millrace.transforms.testing.SparkTestSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Schema;

class DirectStatisticsTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));

  @TempDir Path folder;
  private Path input;
  private Path output;

  @BeforeEach
  void makeFolders() throws IOException {
    input = Files.createDirectory(folder.resolve("input"));
    output = Files.createDirectory(folder.resolve("statistics"));
  }

  @Test
  void countsTfRecordsOfAnyPackingInOneSplit() throws Exception {
    write("a.tfrecord", Compression.NONE, 0, 30);
    write("b.tfrecord.gz", Compression.GZIP, 30, 100);
    ComponentResult result =
        run(Map.of("input", input.resolve("*").toString(), "format", "tfrecord"));
    assertThat(result.headline()).isEqualTo("all 100 records");
    DatasetFeatureStatistics all = read("all");
    assertThat(all.getNumExamples()).isEqualTo(100);
    assertThat(feature(all, "n").getNumStats().getMean()).isEqualTo(49.5);
  }

  @Test
  void inputSplitsAreTheSplits() throws Exception {
    write("day-1.tfrecord", Compression.NONE, 0, 30);
    write("day-2.tfrecord", Compression.NONE, 30, 50);
    run(
        Map.of(
            "input",
            input.toString(),
            "format",
            "tfrecord",
            "input_splits",
            Map.of("eval", "*-2.tfrecord", "train", "*-1.tfrecord")));
    assertThat(read("train").getNumExamples()).isEqualTo(30);
    assertThat(read("eval").getNumExamples()).isEqualTo(20);
  }

  @Test
  void spansOfTheInputAreThoseOfTheStatistics() throws Exception {
    write("span-3.tfrecord", Compression.NONE, 0, 30);
    write("span-7.tfrecord", Compression.NONE, 30, 50);
    ComponentResult result =
        run(
            Map.of(
                "input", input.resolve("span-{SPAN}.tfrecord").toString(), "format", "tfrecord"));
    assertThat(result.properties().get("statistics")).containsEntry("span", 7L);
    assertThat(read("all").getNumExamples()).isEqualTo(20);
  }

  @Test
  void aTableOfFilesGivesTheStatisticsOfTheExamplesThatExampleGenWouldWrite() throws Exception {
    StringBuilder csv = new StringBuilder("n,name\n");
    for (int i = 0; i < 500; i++) {
      csv.append(i).append(",name").append(i % 7).append('\n');
    }
    Files.writeString(input.resolve("t.csv"), csv);
    run(Map.of("input", input.toString(), "format", "csv"));
    DatasetFeatureStatistics all = read("all");
    DatasetFeatureStatistics expected =
        StatisticsOf.examples(
            500,
            (i, b) ->
                b.putLongs("n", i)
                    .putBytes("name", ("name" + i % 7).getBytes(StandardCharsets.UTF_8)));
    assertThat(all.getFeaturesList()).isEqualTo(expected.getFeaturesList());
  }

  @Test
  void emptyCellsAreMissing() throws Exception {
    StringBuilder csv = new StringBuilder("n,share,name,nothing\n");
    for (int i = 0; i < 3000; i++) {
      csv.append(i % 3 == 0 ? "" : i).append(',');
      csv.append(i % 5 == 0 ? "" : i / 8.0).append(',');
      csv.append(i % 7 == 0 ? "" : "name " + i % 11).append(",\n");
    }
    Files.writeString(input.resolve("t.csv"), csv);
    run(Map.of("input", input.toString(), "format", "csv"));
    DatasetFeatureStatistics all = read("all");
    assertThat(feature(all, "n").getNumStats().getCommonStats().getNumMissing()).isEqualTo(1000);
    assertThat(feature(all, "nothing").getStringStats().getCommonStats().getNumMissing())
        .isEqualTo(3000);
    // interop/test_statistics_cases.py asks TFDV for those of the same file.
    Path folder = Files.createDirectories(Path.of("target/interop/statistics/csv"));
    Files.writeString(folder.resolve("table.csv"), csv);
    Files.writeString(folder.resolve("schema.pbtxt"), "");
    Files.writeString(folder.resolve("options.json"), "{}");
    Files.write(
        folder.resolve("stats.pb"),
        DatasetFeatureStatisticsList.newBuilder().addDatasets(all).build().toByteArray());
  }

  @Test
  void aDatasetInHandIsCountedWithItsNestedColumns() throws Exception {
    Dataset<Row> table =
        SparkTestSession.get()
            .range(0, 1000, 1, 3)
            .selectExpr(
                "id AS n",
                "named_struct('city', concat('c', id % 5), 'pair', array(id, id + 1)) AS place",
                "if(id % 4 = 0, NULL, id / 2) AS half");
    DatasetFeatureStatisticsList statistics =
        ComputedStatistics.of(
            table, "trips", StatisticsGenOptions.DEFAULTS, Schema.getDefaultInstance());
    DatasetFeatureStatistics all = statistics.getDatasets(0);
    assertThat(all.getNumExamples()).isEqualTo(1000);
    assertThat(all.getFeaturesList().stream().map(StatisticsFiles::name))
        .containsExactly("half", "n", "place.city", "place.pair");
    assertThat(feature(all, "half").getNumStats().getCommonStats().getNumMissing()).isEqualTo(250);
    assertThat(feature(all, "place.city").getStringStats().getUnique()).isEqualTo(5);
    assertThat(feature(all, "place.pair").getNumStats().getCommonStats().getTotNumValues())
        .isEqualTo(2000);
  }

  @Test
  void aTableOfSparksCatalogIsRead() throws Exception {
    SparkTestSession.get().range(10).createOrReplaceTempView("direct_numbers");
    run(Map.of("format", Map.of("spark", Map.of("table", "direct_numbers"))));
    assertThat(read("all").getNumExamples()).isEqualTo(10);
  }

  @Test
  void aRecordThatIsNoExampleIsADataErrorThatNamesIt() throws Exception {
    try (TfRecordWriter writer =
        TfRecordWriter.create(
            Files.newOutputStream(input.resolve("bad.tfrecord")), Compression.NONE)) {
      writer.write(new byte[] {10, 100, 1});
    }
    assertThatThrownBy(() -> run(Map.of("input", input.toString(), "format", "tfrecord")))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("bad.tfrecord: record 0 at byte 0: not a tf.Example");
  }

  @Test
  void aRowThatCannotBecomeAnExampleIsADataErrorThatNamesIt() throws Exception {
    Files.writeString(input.resolve("t.csv"), "n,name\n1,a\n2\n");
    assertThatThrownBy(() -> run(Map.of("input", input.toString(), "format", "csv")))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("t.csv")
        .hasMessageContaining("line 3");
  }

  @Test
  void sequenceExamplesAreToldByTheirContentWhereNoPropertySaysSo() throws Exception {
    Path examples = Files.createDirectories(folder.resolve("examples/Split-train"));
    // tf.SequenceExample {feature_lists {feature_list {key: "s" value {feature {}}}}}
    byte[] sequence = {18, 9, 10, 7, 10, 1, 's', 18, 2, 10, 0};
    try (TfRecordWriter writer =
        TfRecordWriter.create(Files.newOutputStream(examples.resolve("data")), Compression.NONE)) {
      writer.write(sequence);
    }
    run(Map.of(), Map.of("examples", new ExampleFolder(folder.resolve("examples")).artefact()));
    assertThat(read("train").getFeaturesList().stream().map(StatisticsFiles::name))
        .contains("##SEQUENCE##");
  }

  @Test
  void examplesAndAnInputExcludeEachOther() throws Exception {
    InputArtifact examples = new ExampleFolder(folder.resolve("examples")).artefact();
    assertThatThrownBy(() -> run(Map.of("format", "csv"), Map.of("examples", examples)))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("examples and a format given (expected: one of them)");
    assertThatThrownBy(() -> run(Map.of()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("no examples (expected: the input 'examples', or the option format");
    assertThatThrownBy(() -> run(Map.of("input", "x")))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("given without a format");
    assertThatThrownBy(
            () -> run(Map.of("input", "x", "format", "csv", "exclude_splits", List.of("eval"))))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("exclude_splits");
  }

  @Test
  void whatIsReadIsNotKeptWithTheSketches() throws Exception {
    write("a.tfrecord", Compression.NONE, 0, 30);
    run(Map.of("input", input.toString(), "format", "tfrecord"));
    byte[] sketches = Files.readAllBytes(output.resolve("Split-all/FeatureSketches.bin"));
    assertThat(new String(sketches, StandardCharsets.ISO_8859_1))
        .contains("num_top_values")
        .doesNotContain("\"format\"");
  }

  private void write(String name, Compression compression, int from, int to) throws IOException {
    ExampleBuilder builder = new ExampleBuilder();
    try (TfRecordWriter writer =
        TfRecordWriter.create(Files.newOutputStream(input.resolve(name)), compression)) {
      for (int i = from; i < to; i++) {
        writer.write(builder.reset().putLongs("n", i).toByteArray());
      }
    }
  }

  private ComponentResult run(Map<String, ?> options) throws Exception {
    return run(options, Map.of());
  }

  private ComponentResult run(Map<String, ?> options, Map<String, InputArtifact> inputs)
      throws Exception {
    return new StatisticsGen()
        .run(
            new ComponentContext<>(
                SparkTestSession.get(),
                STORAGE,
                OptionsBinder.bind(StatisticsGenOptions.class, options),
                inputs,
                Map.of("statistics", output.toString()),
                Progress.silent()));
  }

  private DatasetFeatureStatistics read(String split) {
    return StatisticsFiles.read(STORAGE, output.toString(), split);
  }

  private static FeatureNameStatistics feature(DatasetFeatureStatistics dataset, String name) {
    return dataset.getFeaturesList().stream()
        .filter(f -> StatisticsFiles.name(f).equals(name))
        .findFirst()
        .orElseThrow();
  }
}
