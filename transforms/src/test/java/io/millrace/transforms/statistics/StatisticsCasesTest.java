package io.millrace.transforms.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.TextFormat;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.records.Compression;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.SequenceExampleBuilder;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.testing.ExampleFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.Schema;

/**
 * Writes what interop/test_statistics_cases.py asks TFDV about: examples, options, a schema, and
 * our statistics of them.
 */
class StatisticsCasesTest {
  private static final Path FOLDER = Path.of("target/interop/statistics");
  private static final String NO_SCHEMA = "";

  @Test
  void weights() throws IOException {
    write("weights", 3000, StatisticsCasesTest::mixed, Map.of("weight_feature", "w"), NO_SCHEMA);
  }

  @Test
  void otherWeightsForSomeFeatures() throws IOException {
    write(
        "weight-overrides",
        500,
        StatisticsCasesTest::mixed,
        Map.of("weight_feature", "w", "per_feature_weight_override", Map.of("x", "v")),
        NO_SCHEMA);
  }

  @Test
  void slices() throws IOException {
    write(
        "slices",
        2000,
        StatisticsCasesTest::mixed,
        Map.of(
            "slicing_specs",
            List.of(
                Map.of("feature_keys", List.of("s")),
                Map.of("feature_keys", List.of("s"), "feature_values", Map.of("n", "2")))),
        NO_SCHEMA);
  }

  @Test
  void categoriesAndImages() throws IOException {
    write(
        "schema",
        400,
        StatisticsCasesTest::mixed,
        Map.of(),
        """
        feature { name: "n" type: INT int_domain { is_categorical: true } }
        feature { name: "s" type: BYTES image_domain {} }
        sparse_feature { name: "sparse" value_feature { name: "x" } index_feature { name: "n" } }
        weighted_feature { name: "weighted" feature { step: "n" } weight_feature { step: "x" } }
        """);
  }

  @Test
  void domains() throws IOException {
    write(
        "domains",
        900,
        (i, b) -> {
          b.putBytes("date", bytes("2021-0" + (1 + i % 9) + "-1" + i % 10));
          b.putBytes("clock", bytes(i % 24 + ":" + (10 + i % 50)));
          b.putLongs("seconds", 1_600_000_000L + i);
          b.putLongs("days", 15_000 + i);
          b.putBytes("text", bytes("value number " + i + " of a short text"));
          b.putBytes("id", bytes("id" + i));
        },
        Map.of("enable_semantic_domain_stats", true),
        NO_SCHEMA);
  }

  @Test
  void strangeNumbersAndBytes() throws IOException {
    write(
        "strange",
        600,
        (i, b) -> {
          float[] values = {
            i, Float.NaN, -i / 3f, i % 50 == 0 ? Float.POSITIVE_INFINITY : 1, -0f, 1e-40f
          };
          b.putFloats("f", values);
          b.putFloats("nan", Float.NaN);
          b.putLongs("extreme", i % 2 == 0 ? Long.MAX_VALUE : Long.MIN_VALUE);
          b.putBytes("bytes", i % 3 == 0 ? new byte[] {(byte) 0xFF, (byte) i} : bytes("é" + i % 4));
          b.putBytes("empty", new byte[0]);
          b.putLongs("lists", new long[i % 7]);
          if (i == 0) {
            b.putLongs("once", new long[10_000]);
          }
        },
        Map.of(),
        NO_SCHEMA);
  }

  @Test
  void crossFeatures() throws IOException {
    write(
        "crosses",
        700,
        (i, b) -> {
          mixed(i, b);
          b.putFloats("y", i % 17 == 0 ? Float.NaN : (i * 31 % 57) / 8f);
          b.putLongs("z", i * i % 97);
        },
        Map.of("all_cross_features", true, "cross_feature_sample_rate", 1.0),
        NO_SCHEMA);
  }

  @Test
  void oneExample() throws IOException {
    write("one", 1, StatisticsCasesTest::mixed, Map.of(), NO_SCHEMA);
  }

  @Test
  void manyDistinctValues() throws IOException {
    Random random = new Random(7);
    write(
        "many",
        30_000,
        (i, b) -> {
          b.putFloats("normal", (float) random.nextGaussian());
          b.putFloats("skewed", (float) Math.exp(3 * random.nextGaussian()));
          b.putLongs("id", i * 7919L);
          b.putBytes(
              "name", bytes("n" + (long) Math.pow(random.nextDouble(), 4) * 20_000 + i % 9000));
        },
        Map.of(),
        NO_SCHEMA);
  }

  @Test
  void sequences() throws IOException {
    List<byte[]> records = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 200; i++) {
      SequenceExampleBuilder builder = new SequenceExampleBuilder();
      builder.context().putLongs("id", i);
      List<long[]> steps = new ArrayList<>();
      for (int step = random.nextInt(5); step > 0; step--) {
        steps.add(random.longs(random.nextInt(4), -9, 9).toArray());
      }
      builder.putLongsSteps("clicks", steps);
      if (i % 3 > 0) {
        builder.putBytesSteps("words", List.of(List.of(bytes("a"), bytes("b" + i % 5)), List.of()));
      }
      records.add(builder.toByteArray());
    }
    write("sequences", records, Map.of(), NO_SCHEMA, true);
  }

  /** Numbers, text and lists, some of it missing, with two weights. */
  private static void mixed(int i, ExampleBuilder b) {
    b.putFloats("w", 0.5f + i % 4);
    b.putFloats("v", 1 + i % 3);
    if (i % 5 > 0) {
      b.putFloats("x", (i * 37 % 101) / 4f, i % 13);
    }
    b.putLongs("n", i % 7, i % 3);
    b.putBytes("s", bytes("s" + i * i % 11));
  }

  private static void write(
      String name, int count, ExampleFolder.Filler filler, Map<String, ?> options, String schema)
      throws IOException {
    List<byte[]> records = new ArrayList<>();
    ExampleBuilder builder = new ExampleBuilder();
    for (int i = 0; i < count; i++) {
      builder.reset();
      filler.fill(i, builder);
      records.add(builder.toByteArray());
    }
    write(name, records, options, schema, false);
  }

  private static void write(
      String name,
      List<byte[]> records,
      Map<String, ?> values,
      String schemaText,
      boolean sequences)
      throws IOException {
    Path folder = FOLDER.resolve(name);
    Files.createDirectories(folder);
    try (TfRecordWriter writer =
        TfRecordWriter.create(
            Files.newOutputStream(folder.resolve(sequences ? "sequences" : "examples")),
            Compression.NONE)) {
      for (byte[] record : records) {
        writer.write(record);
      }
    }
    Schema schema = TextFormat.parse(schemaText, Schema.class);
    StatisticsGenOptions options = OptionsBinder.bind(StatisticsGenOptions.class, values);
    DatasetFeatureStatisticsList statistics =
        DatasetMessage.of(StatisticsOf.count(records, options, schema, sequences), options);
    Files.writeString(folder.resolve("schema.pbtxt"), schemaText);
    Files.write(folder.resolve("stats.pb"), statistics.toByteArray());
    JsonMapper.builder().build().writeValue(folder.resolve("options.json").toFile(), values);
    assertThat(statistics.getDatasets(0).getNumExamples()).isEqualTo(records.size());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
