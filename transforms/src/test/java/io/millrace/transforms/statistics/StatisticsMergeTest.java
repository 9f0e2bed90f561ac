package io.millrace.transforms.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Schema;

class StatisticsMergeTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));

  @TempDir Path folder;

  @Test
  void spansTogetherHaveTheStatisticsOfAllTheirExamples() throws IOException {
    List<String> spans = new ArrayList<>();
    for (int span = 0; span < 70; span++) {
      spans.add(artefact("span" + span, records(span * 10, span * 10 + 10), Map.of(), "train"));
    }
    StatisticsMerge.merge(STORAGE, spans, out());
    String whole = artefact("whole", records(0, 700), Map.of(), "train");
    assertThat(read(out())).isEqualTo(read(whole));
    assertThat(folder.resolve("out/statistics.html")).exists();
  }

  @Test
  void splitsAreMergedByName() throws IOException {
    String first = artefact("first", records(0, 10), Map.of(), "train");
    String second = artefact("second", records(0, 4), Map.of(), "eval");
    StatisticsMerge.merge(STORAGE, List.of(first, second), out());
    assertThat(StatisticsFiles.read(STORAGE, out(), "eval").getNumExamples()).isEqualTo(4);
    assertThat(StatisticsFiles.read(STORAGE, out(), "train").getNumExamples()).isEqualTo(10);
  }

  @Test
  void whatWasCountedOtherwiseIsRefused() throws IOException {
    String first = artefact("first", records(0, 10), Map.of(), "train");
    String second =
        artefact("second", records(0, 4), Map.of("feature_allowlist", List.of("x")), "train");
    assertThatThrownBy(() -> StatisticsMerge.merge(STORAGE, List.of(first, second), out()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("second: counted with feature_allowlist [x] (expected: [], as ");
  }

  @Test
  void statisticsWithoutSketchesAreADataError() throws IOException {
    String first = artefact("first", records(0, 10), Map.of(), "train");
    Files.delete(folder.resolve("first/Split-train/FeatureSketches.bin"));
    assertThatThrownBy(() -> StatisticsMerge.merge(STORAGE, List.of(first), out()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("FeatureSketches.bin: no such file");
  }

  @Test
  void damagedSketchesAreADataErrorWhereverTheDamageIs() throws IOException {
    artefact("first", records(0, 50), Map.of(), "train");
    Path file = folder.resolve("first/Split-train/FeatureSketches.bin");
    byte[] bytes = Files.readAllBytes(file);
    for (int cut = 0; cut < bytes.length; cut += 7) {
      Files.write(file, java.util.Arrays.copyOf(bytes, cut));
      assertThatThrownBy(
              () -> StatisticsSketches.read(STORAGE, folder.resolve("first").toString(), "train"))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("FeatureSketches.bin: ");
    }
  }

  @Test
  void anotherVersionIsRefused() throws IOException {
    artefact("first", records(0, 5), Map.of(), "train");
    Path file = folder.resolve("first/Split-train/FeatureSketches.bin");
    byte[] bytes = Files.readAllBytes(file);
    bytes[4] = 9;
    Files.write(file, bytes);
    assertThatThrownBy(
            () -> StatisticsSketches.read(STORAGE, folder.resolve("first").toString(), "train"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("found version 9 (expected: 2)");
  }

  private String artefact(String name, List<byte[]> records, Map<String, ?> values, String split)
      throws IOException {
    String uri = folder.resolve(name).toString();
    Files.createDirectories(folder.resolve(name));
    StatisticsGenOptions options = OptionsBinder.bind(StatisticsGenOptions.class, values);
    Schema schema = Schema.getDefaultInstance();
    StatisticsOutput.write(
        STORAGE,
        uri,
        Map.of(
            split,
            new SplitStatistics(
                options, schema, StatisticsOf.count(records, options, schema, false))),
        Map.of());
    return uri;
  }

  private static List<byte[]> records(int from, int to) {
    List<byte[]> records = new ArrayList<>();
    ExampleBuilder builder = new ExampleBuilder();
    for (int i = from; i < to; i++) {
      builder.reset();
      builder.putFloats("x", i / 7f);
      builder.putLongs("n", i % 5, i % 3);
      builder.putBytes("s", new byte[] {(byte) ('a' + i % 20)});
      records.add(builder.toByteArray());
    }
    return records;
  }

  private static DatasetFeatureStatistics read(String uri) {
    return StatisticsFiles.read(STORAGE, uri, "train");
  }

  private String out() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    return folder.resolve("out").toString();
  }
}
