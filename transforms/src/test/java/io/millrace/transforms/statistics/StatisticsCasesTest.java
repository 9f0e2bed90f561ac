package io.millrace.transforms.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.TextFormat;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.records.Compression;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.SequenceExampleBuilder;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.image.TestImages;
import io.millrace.transforms.schema.SchemaUpdate;
import io.millrace.transforms.statistics.language.Vocabulary;
import io.millrace.transforms.testing.ExampleFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
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
  void images() throws IOException {
    String[] formats = {"png", "jpeg", "gif", "bmp"};
    write(
        "images",
        900,
        (i, b) -> {
          byte[] file = TestImages.encode(TestImages.rgb(1 + i % 37, 1 + i % 11), formats[i % 4]);
          b.putBytes("photo", file);
          b.putBytes("edge", i % 5 == 0 ? bytes("no image") : file);
          b.putBytes("under", i % 5 == 0 || i == 1 ? bytes("no image") : file);
          b.putBytes("looks", bytes("BMW number " + i));
          if (i < 99) {
            b.putBytes("few", file);
          }
          if (i < 100) {
            b.putBytes("enough", file);
          }
          if (i % 3 > 0) {
            b.putBytesList("lists", List.of(file, TestImages.png(3, 1 + i % 50)));
          }
          b.putLongs("n", i);
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
  void emptyValues() throws IOException {
    write(
        "empties",
        300,
        (i, b) -> {
          b.putLongs("n", i % 5 - 2, i % 3 - 1);
          b.putFloats("f", i % 4 == 0 ? -1 : i);
          b.putBytes("s", bytes(i % 7 == 0 ? "" : "text " + i % 9));
          b.putBytes("full", bytes("x"));
        },
        Map.of("count_empty_values", true),
        NO_SCHEMA);
  }

  @Test
  void innerListsWithoutValuesAreEmpty() {
    List<byte[]> records = new ArrayList<>();
    List<List<long[]>> steps =
        List.of(List.of(new long[] {1}, new long[0]), List.of(new long[0]), List.of(new long[2]));
    for (List<long[]> each : steps) {
      SequenceExampleBuilder builder = new SequenceExampleBuilder();
      builder.putLongsSteps("clicks", each);
      records.add(builder.toByteArray());
    }
    StatisticsGenOptions options =
        OptionsBinder.bind(StatisticsGenOptions.class, Map.of("count_empty_values", true));
    Schema none = Schema.getDefaultInstance();
    DatasetFeatureStatisticsList statistics =
        DatasetMessage.of(StatisticsOf.count(records, options, none, Map.of(), true), options);
    assertThat(statistics.getDatasets(0).getFeaturesList())
        .flatExtracting(FeatureNameStatistics::getCustomStatsList)
        .filteredOn(c -> c.getName().equals("list_empty"))
        .extracting(CustomStatistic::getNum)
        .containsExactly(2.0);
  }

  @Test
  void naturalLanguage() throws IOException {
    Path vocabulary = FOLDER.resolve("language").resolve("vocabulary.txt");
    Files.createDirectories(vocabulary.getParent());
    Files.writeString(vocabulary, "the\n quick \nbrown\nfox's\nété\n[PAD]\n[UNK]\n");
    Random random = new Random(11);
    List<String> words = List.of("the", "quick", "brown", "fox's", "été", "[PAD]", "[UNK]", "rare");
    write(
        "language",
        400,
        (i, b) -> {
          int length = i % 40 == 0 ? 0 : 1 + random.nextInt(30);
          long[] numbers = new long[length];
          List<byte[]> strings = new ArrayList<>();
          for (int k = 0; k < length; k++) {
            int word = (int) (random.nextDouble() * random.nextDouble() * words.size());
            numbers[k] = word;
            strings.add(bytes(words.get(word)));
          }
          if (i % 9 > 0) {
            b.putLongs("numbers", numbers);
          }
          b.putBytesList("strings", strings);
          b.putBytes("plain", bytes("some text " + i % 3));
          b.putFloats("floats", i);
        },
        Map.of("vocab_paths", Map.of("words", vocabulary.toString())),
        """
        feature { name: "numbers" type: INT natural_language_domain { vocabulary: "words"
          coverage { min_coverage: 0.99 min_avg_token_length: 4.5 excluded_string_tokens: "[PAD]" excluded_int_tokens: 4
            oov_string_tokens: "[UNK]" }
          token_constraints { int_value: 6 min_per_sequence: 1 max_per_sequence: 1
            min_fraction_of_sequences: 0.1 max_fraction_of_sequences: 0.2 }
          token_constraints { string_value: "quick" min_per_sequence: 1 max_fraction_of_sequences: 0.5 }
          token_constraints { int_value: 99 min_fraction_of_sequences: 0.5 }
          sequence_length_constraints { excluded_int_value: 5 min_sequence_length: 3 max_sequence_length: 9 } } }
        feature { name: "strings" type: BYTES natural_language_domain { vocabulary: "words"
          coverage { min_coverage: 0.99 excluded_int_tokens: 5 oov_string_tokens: "[UNK]"
            oov_string_tokens: "rare" }
          token_constraints { string_value: "the" min_per_sequence: 1 max_per_sequence: 3 }
          token_constraints { int_value: 1 max_fraction_of_sequences: 0.3 }
          sequence_length_constraints { excluded_string_value: "the" excluded_int_value: 0 } } }
        feature { name: "plain" type: BYTES natural_language_domain {
          coverage { min_avg_token_length: 12 oov_string_tokens: "?" } } }
        feature { name: "floats" type: FLOAT natural_language_domain {
          coverage { oov_string_tokens: "?" } } }
        """);
  }

  private static final String LABELS =
      """
      feature { name: "n" type: INT int_domain { is_categorical: true } }
      feature { name: "s" type: BYTES } feature { name: "label" type: BYTES }
      feature { name: "b" type: INT bool_domain {} } feature { name: "x" type: FLOAT }
      feature { name: "w" type: FLOAT } feature { name: "v" type: FLOAT }
      """;

  @Test
  void liftOfTheLabel() throws IOException {
    write(
        "lift",
        900,
        StatisticsCasesTest::labelled,
        Map.of("label_feature", "label", "weight_feature", "w"),
        LABELS);
  }

  @Test
  void informationOfTheLabel() throws IOException {
    Random random = new Random(21);
    write(
        "information",
        3000,
        (i, b) -> {
          double hidden = random.nextGaussian();
          b.putBytes("y", bytes(hidden > 0.5 ? "high" : hidden > -1 ? "middle" : "low"));
          b.putBytes("s", bytes("s" + (int) Math.abs(3 * hidden + random.nextInt(4))));
          b.putBytes("noise", bytes("n" + random.nextInt(40)));
          b.putFloats("x", (float) (hidden + 0.7 * random.nextGaussian()));
        },
        Map.of("mutual_information", Map.of("label", "y")),
        """
        feature { name: "y" type: BYTES value_count { min: 1 max: 1 } }
        feature { name: "s" type: BYTES value_count { min: 1 max: 1 } }
        feature { name: "noise" type: BYTES value_count { min: 1 max: 1 } }
        feature { name: "x" type: FLOAT value_count { min: 1 max: 1 } }
        """);
  }

  @Test
  void liftOfANumericLabel() throws IOException {
    write(
        "lift-numeric",
        900,
        StatisticsCasesTest::labelled,
        Map.of(
            "lift",
            Map.of(
                "label",
                "x",
                "y_boundaries",
                List.of(9.5, 3, 20),
                "min_x_count",
                40,
                "top_k_per_y",
                2,
                "bottom_k_per_y",
                1,
                "output_custom_stats",
                true)),
        LABELS);
  }

  @Test
  void liftOfSomeFeaturesInSlices() throws IOException {
    write(
        "lift-slices",
        900,
        StatisticsCasesTest::labelled,
        Map.of(
            "slicing_specs",
            List.of(Map.of("feature_keys", List.of("b"))),
            "weight_feature",
            "w",
            "per_feature_weight_override",
            Map.of("s", "v"),
            "lift",
            Map.of("label", "n", "x_features", List.of("s", "label"))),
        LABELS);
  }

  /**
   * As {@link #mixed}, with a label that is missing, or single, or several, and not always text.
   */
  private static void labelled(int i, ExampleBuilder b) {
    mixed(i, b);
    b.putLongs("b", i % 2);
    if (i % 6 > 0) {
      b.putBytesList(
          "label",
          i % 10 == 0
              ? List.of(bytes("yes"), bytes("no"), bytes("yes"))
              : List.of(i % 97 == 0 ? new byte[] {-1} : bytes(i * 7 % 11 < 4 ? "yes" : "no")));
    }
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
    write(
        "nested_composites",
        records,
        Map.of(),
        """
        feature { name: "##SEQUENCE##" type: STRUCT struct_domain {
          feature { name: "clicks" type: INT } feature { name: "words" type: BYTES }
          sparse_feature { name: "sparse" value_feature { name: "clicks" }
            index_feature { name: "words" } index_feature { name: "nothing" } } } }
        weighted_feature { name: "weighted" feature { step: "##SEQUENCE##" step: "words" }
          weight_feature { step: "##SEQUENCE##" step: "clicks" } }
        """,
        true);
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
        DatasetMessage.of(
            StatisticsOf.count(records, options, schema, vocabularies(options, schema), sequences),
            options);
    Files.writeString(folder.resolve("schema.pbtxt"), schemaText);
    Files.write(folder.resolve("stats.pb"), statistics.toByteArray());
    Files.write(folder.resolve("anomalies.txt"), anomalies(statistics, schema));
    JsonMapper.builder().build().writeValue(folder.resolve("options.json").toFile(), values);
    assertThat(statistics.getDatasets(0).getNumExamples()).isEqualTo(records.size());
  }

  /** A line for each feature, with the descriptions of what is wrong with it. */
  private static List<String> anomalies(DatasetFeatureStatisticsList statistics, Schema schema) {
    List<String> lines = new ArrayList<>();
    SchemaUpdate.of(
            schema, statistics.getDatasets(0), SchemaUpdate.NEW_DOMAIN_SIZE, Optional.empty())
        .anomalies()
        .forEach((path, found) -> lines.add(path + ": " + found.getDescription()));
    return lines;
  }

  private static Map<String, Vocabulary> vocabularies(StatisticsGenOptions options, Schema schema) {
    return Vocabularies.read(new HadoopStorage(new Configuration(false)), options, schema);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
