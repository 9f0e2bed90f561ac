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
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFileParts;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.testing.ExampleFolder;
import io.millrace.transforms.testing.SparkTestSession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.ValueCount;

class SqlSlicesTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));
  private static final int RECORDS = 300;

  @TempDir Path folder;

  @BeforeEach
  void write() throws Exception {
    new ExampleFolder(folder)
        .shard("train", 0, 0, 200, SqlSlicesTest::trip)
        .shard("train", 1, 200, RECORDS, SqlSlicesTest::trip);
  }

  private static void trip(int i, ExampleBuilder example) {
    example.putFloats("fare", i);
    example.putBytes("company", ("c" + i % 3).getBytes(StandardCharsets.UTF_8));
    if (i % 10 != 0) {
      example.putLongs("seats", i % 2, 7);
    }
  }

  @Test
  void aTextIsTheKey() throws Exception {
    assertThat(slices("if(fare >= 100, 'dear', 'cheap')"))
        .isEqualTo(Map.of("dear", 200L, "cheap", 100L));
  }

  @Test
  void aStructGivesNamesAndValuesAsTfxDoes() throws Exception {
    assertThat(slices("named_struct('company', company, 'dear', fare >= 150)"))
        .isEqualTo(
            Map.of(
                "company_c0_dear_false", 50L,
                "company_c1_dear_false", 50L,
                "company_c2_dear_false", 50L,
                "company_c0_dear_true", 50L,
                "company_c1_dear_true", 50L,
                "company_c2_dear_true", 50L));
  }

  @Test
  void statisticsOfSlicesForTfdv() throws Exception {
    String option = "slice_keys_sql";
    List<Map<String, ?>> specs = List.of(Map.of(option, "if(fare >= 100, 'dear', 'cheap')"));
    List<DatasetFeatureStatistics> found = datasets(specs, Schema.getDefaultInstance());
    assertThat(found).hasSize(3);
    // interop/test_statistics_cases.py divides the same examples in Python.
    Path folder = Files.createDirectories(Path.of("target/interop/statistics/slices-by-sql"));
    try (TfRecordWriter writer =
        TfRecordWriter.create(
            Files.newOutputStream(folder.resolve("examples")), Compression.NONE)) {
      ExampleBuilder example = new ExampleBuilder();
      for (int i = 0; i < RECORDS; i++) {
        trip(i, example.reset());
        writer.write(example.toByteArray());
      }
    }
    Files.writeString(folder.resolve("schema.pbtxt"), "");
    Files.writeString(
        folder.resolve("options.json"),
        "{\"slicing_specs\": [{\"" + option + "\": \"fare >= 100\"}]}");
    Files.write(
        folder.resolve("stats.pb"),
        DatasetFeatureStatisticsList.newBuilder().addAllDatasets(found).build().toByteArray());
  }

  @Test
  void nullsAreInNoSliceAndAnArrayGivesSeveral() throws Exception {
    assertThat(slices("transform(array_distinct(seats), s -> concat('seats ', s))"))
        .isEqualTo(Map.of("seats 0", 120L, "seats 1", 150L, "seats 7", 270L));
    assertThat(slices("nullif(company, 'c0')")).isEqualTo(Map.of("c1", 100L, "c2", 100L));
  }

  @Test
  void keysThatRepeatCountAnExampleOnce() throws Exception {
    assertThat(slices("array(company, company)").get("c1")).isEqualTo(100);
    Map<String, Long> both =
        slices(
            List.of(
                Map.of("feature_keys", List.of("company")),
                Map.of("slice_keys_sql", "concat('company_', company)")),
            Schema.getDefaultInstance());
    assertThat(both).isEqualTo(Map.of("company_c0", 100L, "company_c1", 100L, "company_c2", 100L));
  }

  @Test
  void slicesByAStructAreThoseByItsFeatures() throws Exception {
    Schema none = Schema.getDefaultInstance();
    assertThat(
            datasets(List.of(Map.of("slice_keys_sql", "named_struct('company', company)")), none))
        .isEqualTo(datasets(List.of(Map.of("feature_keys", List.of("company"))), none));
  }

  @Test
  void theSchemaTypesTheColumns() throws Exception {
    Schema schema =
        Schema.newBuilder()
            .addFeature(
                Feature.newBuilder()
                    .setName("fare")
                    .setType(FeatureType.FLOAT)
                    .setValueCount(ValueCount.newBuilder().setMin(1).setMax(1)))
            .build();
    assertThat(slices(List.of(Map.of("slice_keys_sql", "fare < 10")), schema))
        .isEqualTo(Map.of("true", 10L, "false", 290L));
  }

  @Test
  void whatSparkDoesNotUnderstandIsAUsageErrorThatListsTheFeatures() {
    assertThatThrownBy(() -> slices("upper(compny)"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("slice_keys_sql: upper(compny): ")
        .hasMessageContaining("`compny`")
        .hasMessageContaining("Did you mean")
        .hasMessageContaining("over the features, such as [company, fare, seats]");
    assertThatThrownBy(() -> slices("map('a', company)"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("found a value of type map<string,string>");
  }

  @Test
  void aFeatureThatOutgrowsTheFirstExamplesIsADataErrorThatNamesTheRecord() throws Exception {
    new ExampleFolder(folder)
        .shard(
            "train",
            0,
            0,
            1500,
            (i, b) -> b.putLongs("n", i < 1200 ? new long[] {i} : new long[] {i, i}))
        .shard("train", 1, 0, 1, (i, b) -> b.putLongs("n", 1));
    assertThatThrownBy(() -> slices("n % 2"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining(
            "record 1,200: feature 'n': found 2 values (expected: at most one, as in the first"
                + " examples); give a schema");
  }

  @Test
  void anExpressionStandsAlone() {
    assertThatThrownBy(
            () ->
                slices(
                    List.of(Map.of("slice_keys_sql", "company", "feature_keys", List.of("fare"))),
                    Schema.getDefaultInstance()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("slice_keys_sql beside feature_keys");
  }

  private Map<String, Long> slices(String expression) throws Exception {
    return slices(List.of(Map.of("slice_keys_sql", expression)), Schema.getDefaultInstance());
  }

  private List<DatasetFeatureStatistics> datasets(List<Map<String, ?>> specs, Schema schema)
      throws Exception {
    StatisticsGenOptions options =
        OptionsBinder.bind(StatisticsGenOptions.class, Map.of("slicing_specs", specs));
    ExampleFileParts input =
        new ExampleFileParts(
            JavaSparkContext.fromSparkContext(SparkTestSession.get().sparkContext()),
            STORAGE,
            Map.of("train", ExamplesArtifact.open(STORAGE, folder.toString()).files("train")),
            false,
            true);
    SplitStatistics counted =
        ComputedStatistics.count(
                SparkTestSession.get(), STORAGE, Progress.silent(), input, options, schema)
            .get("train");
    return DatasetMessage.of(counted.content(), options).getDatasetsList();
  }

  private Map<String, Long> slices(List<Map<String, ?>> specs, Schema schema) throws Exception {
    Map<String, Long> counts = new TreeMap<>();
    for (DatasetFeatureStatistics slice : datasets(specs, schema)) {
      if (!slice.getName().equals(StatisticsFiles.ALL_EXAMPLES)) {
        counts.put(slice.getName(), slice.getNumExamples());
      }
    }
    return counts;
  }
}
