package io.millrace.transforms.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFileParts;
import io.millrace.transforms.examples.ExampleInput;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.statistics.accumulator.AccumulatorSettings;
import io.millrace.transforms.statistics.slice.SliceRules;
import io.millrace.transforms.testing.ExampleFolder;
import io.millrace.transforms.testing.SparkTestSession;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.NumericStatistics;
import org.tensorflow.metadata.v0.StringStatistics;

class StatisticsGenTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));

  @TempDir Path folder;
  private Path examples;
  private Path output;

  @BeforeEach
  void makeFolders() throws IOException {
    examples = Files.createDirectory(folder.resolve("examples"));
    output = Files.createDirectory(folder.resolve("statistics"));
  }

  @Test
  void writesOneFilePerSplitAndAPage() throws Exception {
    writeImages();
    ComponentResult result = run(StatisticsGenOptions.DEFAULTS);
    assertThat(names(output)).containsExactly("Split-eval", "Split-train", "statistics.html");
    assertThat(names(output.resolve("Split-train")))
        .containsExactly("FeatureSketches.bin", "FeatureStats.pb");
    assertThat(result.recordsIn()).isEqualTo(300);
    assertThat(result.headline()).isEqualTo("train 200, eval 100 records");
    assertThat(result.properties())
        .isEqualTo(Map.of("statistics", Map.of("split_names", "[\"train\", \"eval\"]")));
  }

  @Test
  void countsIntegers() throws Exception {
    writeImages();
    run(StatisticsGenOptions.DEFAULTS);
    DatasetFeatureStatistics train = read("train");
    assertThat(train.getNumExamples()).isEqualTo(200);
    assertThat(train.getFeaturesList().stream().map(StatisticsFiles::name))
        .containsExactly("image", "label", "weight");
    FeatureNameStatistics label = feature(train, "label");
    assertThat(label.getPath().getStepList()).containsExactly("label");
    assertThat(label.getType()).isEqualTo(FeatureNameStatistics.Type.INT);
    NumericStatistics numbers = label.getNumStats();
    assertThat(numbers.getCommonStats().getNumNonMissing()).isEqualTo(200);
    assertThat(numbers.getCommonStats().getMinNumValues()).isEqualTo(1);
    assertThat(numbers.getCommonStats().getMaxNumValues()).isEqualTo(1);
    assertThat(numbers.getCommonStats().getTotNumValues()).isEqualTo(200);
    assertThat(numbers.getMean()).isEqualTo(4.5);
    assertThat(numbers.getStdDev()).isCloseTo(Math.sqrt(8.25), within(1e-12));
    assertThat(numbers.getNumZeros()).isEqualTo(20);
    assertThat(numbers.getMedian()).isEqualTo(5);
    assertThat(numbers.getMax()).isEqualTo(9);
    assertThat(numbers.getHistogramsList().stream().map(Histogram::getType))
        .containsExactly(Histogram.HistogramType.STANDARD, Histogram.HistogramType.QUANTILES);
    assertThat(
            numbers.getHistograms(0).getBucketsList().stream()
                .map(Histogram.Bucket::getSampleCount))
        .hasSize(10)
        .containsOnly(20.0);
    assertThat(StatisticsFiles.valueCounts(label).orElseThrow())
        .hasSize(10)
        .containsEntry("7", 20.0);
  }

  @Test
  void countsBytesAndMissingRecords() throws Exception {
    writeImages();
    run(StatisticsGenOptions.DEFAULTS);
    StringStatistics image = feature(read("train"), "image").getStringStats();
    assertThat(image.getUnique()).isEqualTo(200);
    assertThat(image.getAvgLength()).isEqualTo(4);
    assertThat(image.getInvalidUtf8Count()).isEqualTo(200);
    assertThat(image.getTopValuesList()).hasSize(1);
    assertThat(image.getTopValues(0).getValue()).isEqualTo("__BYTES_VALUE__");
    NumericStatistics weight = feature(read("train"), "weight").getNumStats();
    assertThat(weight.getCommonStats().getNumNonMissing()).isEqualTo(100);
    assertThat(weight.getCommonStats().getNumMissing()).isEqualTo(100);
    assertThat(weight.getCommonStats().getMinNumValues()).isZero();
    assertThat(weight.getCommonStats().getMaxNumValues()).isEqualTo(2);
    assertThat(weight.getCommonStats().getAvgNumValues()).isEqualTo(1);
  }

  @Test
  void nanAndInfinityAreKeptApart() throws Exception {
    float[] values = {Float.NaN, Float.NEGATIVE_INFINITY, 0, 1.5f, 3, Float.POSITIVE_INFINITY};
    new ExampleFolder(examples).shard("train", 0, 0, 6, (i, b) -> b.putFloats("x", values[i]));
    run(StatisticsGenOptions.DEFAULTS);
    NumericStatistics numbers = feature(read("train"), "x").getNumStats();
    assertThat(numbers.getMean()).isNaN();
    assertThat(numbers.getMin()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(numbers.getMax()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(numbers.getMedian()).isEqualTo(1.5);
    assertThat(numbers.getNumZeros()).isEqualTo(1);
    Histogram standard = numbers.getHistograms(0);
    assertThat(standard.getNumNan()).isEqualTo(1);
    assertThat(standard.getBucketsCount()).isEqualTo(12);
    assertThat(standard.getBuckets(0).getHighValue()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(standard.getBuckets(1).getLowValue()).isZero();
    assertThat(standard.getBuckets(10).getHighValue()).isEqualTo(3);
    assertThat(standard.getBuckets(11).getLowValue()).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void onlyNanLeavesTwoHistogramsWithoutBuckets() throws Exception {
    new ExampleFolder(examples).shard("train", 0, 0, 4, (i, b) -> b.putFloats("x", Float.NaN));
    run(StatisticsGenOptions.DEFAULTS);
    NumericStatistics numbers = feature(read("train"), "x").getNumStats();
    assertThat(numbers.getHistogramsList()).hasSize(2).allMatch(h -> h.getNumNan() == 4);
    assertThat(numbers.getHistogramsList()).allMatch(h -> h.getBucketsCount() == 0);
  }

  @Test
  void aFeatureWithoutAKindIsAnEmptyString() throws Exception {
    new ExampleFolder(examples).shard("train", 0, 0, 3, (i, b) -> b.putNone("x"));
    run(StatisticsGenOptions.DEFAULTS);
    FeatureNameStatistics feature = feature(read("train"), "x");
    assertThat(feature.getType()).isEqualTo(FeatureNameStatistics.Type.STRING);
    assertThat(feature.getStringStats().getCommonStats().getNumMissing()).isEqualTo(3);
    assertThat(feature.getStringStats().getCommonStats().getNumNonMissing()).isZero();
  }

  @Test
  void aSplitWithoutRecordsHasNoExamples() throws Exception {
    new ExampleFolder(examples).shard("train", 0, 0, 0, (i, b) -> {});
    run(StatisticsGenOptions.DEFAULTS);
    assertThat(read("train").getNumExamples()).isZero();
    assertThat(read("train").getFeaturesCount()).isZero();
  }

  @Test
  void manyShardsGiveTheSameAsOne() throws Exception {
    for (int i = 0; i < 70; i++) {
      new ExampleFolder(examples).shard("train", i, i * 3, i * 3 + 3, StatisticsGenTest::image);
    }
    run(StatisticsGenOptions.DEFAULTS);
    byte[] many = Files.readAllBytes(output.resolve("Split-train/FeatureStats.pb"));
    examples = Files.createDirectory(folder.resolve("one"));
    output = Files.createDirectory(folder.resolve("again"));
    new ExampleFolder(examples).shard("train", 0, 0, 210, StatisticsGenTest::image);
    run(StatisticsGenOptions.DEFAULTS);
    assertThat(Files.readAllBytes(output.resolve("Split-train/FeatureStats.pb"))).isEqualTo(many);
  }

  @Test
  void twoTypesOfOneFeatureAreAnErrorThatNamesBothPlaces() throws Exception {
    ExampleFolder writer = new ExampleFolder(examples);
    writer.shard("train", 0, 0, 3, (i, b) -> b.putLongs("x", i));
    writer.shard("train", 1, 0, 3, (i, b) -> b.putFloats("x", i));
    assertThatThrownBy(() -> run(StatisticsGenOptions.DEFAULTS))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("00001-of-00002.gz: record 0: feature 'x': found float values")
        .hasMessageContaining("(expected: int64 values, as in ")
        .hasMessageContaining("00000-of-00002.gz: record 0)")
        .extracting(e -> ((MillraceException) e).category())
        .isEqualTo(MillraceException.Category.DATA);
  }

  @Test
  void aTruncatedFileIsADataErrorThatNamesIt() throws Exception {
    writeImages();
    Path shard = examples.resolve("Split-train/data_tfrecord-00000-of-00002.gz");
    byte[] bytes = Files.readAllBytes(shard);
    Files.write(shard, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> run(StatisticsGenOptions.DEFAULTS))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("data_tfrecord-00000-of-00002.gz")
        .message()
        .endsWith("; the file is truncated, fetch or write it again");
    assertThatThrownBy(() -> run(StatisticsGenOptions.DEFAULTS))
        .extracting(e -> ((MillraceException) e).category())
        .isEqualTo(MillraceException.Category.DATA);
  }

  @Test
  void recordsThatTheManifestDoesNotKnowAreAnError() throws Exception {
    new ExampleFolder(examples).shard("train", 0, 0, 5, StatisticsGenTest::image);
    String name = "data_tfrecord-00000-of-00002.gz";
    long length = Files.size(examples.resolve("Split-train").resolve(name));
    manifest(new Manifest.ShardFile(name, 6, length, "0".repeat(64)));
    assertThatThrownBy(() -> run(StatisticsGenOptions.DEFAULTS))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining(name + ": found 5 records (expected: 6, as manifest.json says)")
        .extracting(e -> ((MillraceException) e).category())
        .isEqualTo(MillraceException.Category.DATA);
    manifest(new Manifest.ShardFile(name, 5, length + 1, "0".repeat(64)));
    assertThatThrownBy(() -> run(StatisticsGenOptions.DEFAULTS))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("as manifest.json says); write the artefact again");
  }

  @Test
  void aRecordThatIsNoExampleIsADataErrorThatNamesIt() throws Exception {
    Path split = Files.createDirectories(examples.resolve("Split-train"));
    try (OutputStream out = Files.newOutputStream(split.resolve("data"));
        TfRecordWriter writer = TfRecordWriter.create(out, Compression.NONE)) {
      writer.write(new byte[] {10, 100, 1});
    }
    assertThatThrownBy(() -> run(StatisticsGenOptions.DEFAULTS))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("data: record 0 at byte 0: not a tf.Example")
        .extracting(e -> ((MillraceException) e).category())
        .isEqualTo(MillraceException.Category.DATA);
  }

  @Test
  void anyOtherFailureOfATaskComesWithItsCauses() throws Exception {
    new ExampleFolder(examples).shard("train", 0, 0, 5, StatisticsGenTest::image);
    ExampleInput input =
        new ExampleFileParts(
            JavaSparkContext.fromSparkContext(SparkTestSession.get().sparkContext()),
            STORAGE,
            Map.of("train", ExamplesArtifact.open(STORAGE, examples.toString()).files()),
            false,
            true);
    StatisticsJob job =
        new StatisticsJob(
            new FailingCounter(),
            new ExampleReading(AccumulatorSettings.PLAIN, SliceRules.NONE, false, 1, 0),
            Optional.empty());
    assertThatThrownBy(() -> job.run(input))
        .isNotInstanceOf(MillraceException.class)
        .hasStackTraceContaining("UnsupportedOperationException: count");
  }

  @Test
  void anUnknownExcludedSplitIsAUsageError() throws Exception {
    writeImages();
    assertThatThrownBy(() -> run(options("exclude_splits", List.of("test"))))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("exclude_splits: test (expected: of [train, eval]");
  }

  @Test
  void anUnknownLabelIsAUsageErrorThatListsTheFeatures() throws Exception {
    writeImages();
    assertThatThrownBy(() -> run(options("label_feature", "lable")))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("label_feature: lable (expected: one of [image, label, weight]");
  }

  @Test
  void thePageHoldsTheSplitsAndTheLabel() throws Exception {
    new ExampleFolder(examples)
        .shard("train", 0, 0, 9, (i, b) -> b.putLongs("<label>", i % 3))
        .shard("eval", 0, 0, 4, (i, b) -> b.putLongs("<label>", i % 2));
    run(options("label_feature", "<label>"));
    String page = Files.readString(output.resolve("statistics.html"), StandardCharsets.UTF_8);
    assertThat(page)
        .contains("\"label_feature\":\"\\u003clabel>\"")
        .contains("{\"name\":\"train\",\"examples\":9")
        .contains("\"value_counts\":[[\"0\",3],[\"1\",3],[\"2\",3]]")
        .doesNotContain("<label>\"");
  }

  @Test
  void optionsOutOfRangeAreUsageErrors() {
    assertThatThrownBy(() -> options("num_top_values", 0))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("num_top_values: 0 (expected: >= 1)");
    assertThatThrownBy(() -> options("num_rank_histogram_buckets", 5000))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("num_rank_histogram_buckets: 5000 (expected: <= 2048)");
    assertThatThrownBy(() -> options("num_values_histogram_buckets", 1))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("num_values_histogram_buckets: 1 (expected: >= 2)");
  }

  private static StatisticsGenOptions options(String key, Object value) {
    return OptionsBinder.bind(StatisticsGenOptions.class, Map.of(key, value));
  }

  private static final class FailingCounter implements Progress.TaskCounter {
    @Override
    public void add(long units) {
      throw new UnsupportedOperationException("count");
    }

    @Override
    public void say(String line) {}
  }

  private void manifest(Manifest.ShardFile train) throws IOException {
    Files.deleteIfExists(examples.resolve(Manifest.FILE_NAME));
    Manifest.of(Map.of("train", List.of(train))).write(STORAGE, examples.toString());
  }

  private void writeImages() throws IOException {
    new ExampleFolder(examples)
        .shard("train", 0, 0, 150, StatisticsGenTest::image)
        .shard("train", 1, 150, 200, StatisticsGenTest::image)
        .shard("eval", 0, 200, 300, StatisticsGenTest::image);
  }

  private static void image(int index, ExampleBuilder builder) {
    builder.putBytes("image", new byte[] {(byte) 0xFF, (byte) (index >> 8), (byte) index, 1});
    builder.putLongs("label", index % 10);
    if (index % 2 == 0) {
      builder.putFloats("weight", index % 4 == 0 ? new float[0] : new float[] {index, 1});
    }
  }

  private ComponentResult run(StatisticsGenOptions options) throws Exception {
    return new StatisticsGen()
        .run(
            new ComponentContext<>(
                SparkTestSession.get(),
                STORAGE,
                options,
                Map.of("examples", new ExampleFolder(examples).artefact()),
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

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }
}
