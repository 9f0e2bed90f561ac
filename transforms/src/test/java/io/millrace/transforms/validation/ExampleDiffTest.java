package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordReader;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.testing.ExampleFolder;
import io.millrace.transforms.testing.SparkTestSession;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.data_validation.ConfusionCount;
import org.tensorflow.data_validation.FeatureSkew;
import org.tensorflow.data_validation.MatchStats;
import org.tensorflow.data_validation.SkewPair;

class ExampleDiffTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));

  @TempDir Path folder;

  @Test
  void pairsAreComparedFeatureByFeature() throws Exception {
    write(folder.resolve("base"), 0, 100, 0);
    write(folder.resolve("test"), 50, 150, 10);
    ComponentResult result =
        run(
            folder,
            folder.resolve("out"),
            Map.of("skew_sample_size", 3, "confusion_features", List.of("word")));
    Path pair = folder.resolve("out/SplitPair-train_train");
    MatchStats stats = MatchStats.parseFrom(records(pair, "match_stats").get(0));
    assertThat(stats.getIdentifiersCount()).isEqualTo(150);
    assertThat(stats.getMatchingPairsCount()).isEqualTo(50);
    assertThat(stats.getIdsMissingInBaseCount()).isEqualTo(50);
    assertThat(stats.getIdsMissingInTestCount()).isEqualTo(50);
    Map<String, FeatureSkew> skews = new HashMap<>();
    for (byte[] record : records(pair, "skew_stats")) {
      FeatureSkew skew = FeatureSkew.parseFrom(record);
      skews.put(skew.getFeatureName(), skew);
    }
    assertThat(skews).containsOnlyKeys("fare", "word", "even");
    assertThat(skews.get("fare").getMismatchCount()).isEqualTo(50);
    assertThat(skews.get("word").getMatchCount()).isEqualTo(50);
    assertThat(skews.get("even").getMatchCount()).isEqualTo(25);
    assertThat(result.headline()).isEqualTo("1 feature differs");
    List<byte[]> pairs = records(pair, "sample_pairs");
    assertThat(pairs).hasSize(3);
    assertThat(SkewPair.parseFrom(pairs.get(0)).getMismatchedFeaturesList())
        .containsExactly("fare");
    assertThat(ConfusionCount.parseFrom(records(pair, "confusion").get(0)).getCount()).isPositive();
  }

  @Test
  void floatsMayBeRounded() throws Exception {
    write(folder.resolve("base"), 0, 20, 0);
    write(folder.resolve("test"), 0, 20, 0.001f);
    assertThat(run(folder, folder.resolve("exact"), Map.of()).headline())
        .isEqualTo("1 feature differs");
    assertThat(run(folder, folder.resolve("rounded"), Map.of("float_round_ndigits", 2)).headline())
        .isEqualTo("no feature differs");
  }

  @Test
  void duplicatesAreLeftOutUnlessTheyAreAllowed() throws Exception {
    write(folder.resolve("base"), 0, 10, 0);
    ExampleFolder test = new ExampleFolder(folder.resolve("test"));
    test.shard("train", 0, 0, 30, (i, b) -> fill(b, i % 10, 0));
    run(folder, folder.resolve("without"), Map.of());
    assertThat(records(folder.resolve("without/SplitPair-train_train"), "skew_stats")).isEmpty();
    run(folder, folder.resolve("with"), Map.of("allow_duplicate_identifiers", true));
    Path pair = folder.resolve("with/SplitPair-train_train");
    assertThat(FeatureSkew.parseFrom(records(pair, "skew_stats").get(1)).getMatchCount())
        .isEqualTo(30);
    assertThat(MatchStats.parseFrom(records(pair, "match_stats").get(0)).getDuplicateIdCount())
        .isEqualTo(10);
  }

  @Test
  void aSplitThatIsNotThereIsAUsageError() throws Exception {
    write(folder.resolve("base"), 0, 3, 0);
    write(folder.resolve("test"), 0, 3, 0);
    List<List<String>> pairs = List.of(List.of("train", "eval"));
    assertThatThrownBy(
            () -> run(folder, folder.resolve("out"), Map.of("include_split_pairs", pairs)))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            "include_split_pairs: [train, eval] (expected: one of [train] and one of [train])");
  }

  /** For interop/test_example_diff.py, which asks TFDV's detector about the same. */
  @Test
  void casesAreLeftForTheComparisonWithTfdv() throws Exception {
    Path target = Path.of("target/interop/example_diff");
    STORAGE.delete(target.toAbsolutePath().toString());
    for (String name : List.of("exact", "rounded", "duplicates")) {
      Random random = new Random(name.hashCode());
      Path root = Files.createDirectories(target.resolve(name)).toAbsolutePath();
      for (String side : List.of("base", "test")) {
        new ExampleFolder(root.resolve(side))
            .shard("train", 0, 0, 200, (i, b) -> random(random, b, i, name));
      }
      Map<String, Object> options = new HashMap<>();
      options.put("skew_sample_size", 1000);
      options.put("confusion_features", List.of("word"));
      options.put("ignore_features", List.of("ignored"));
      if (name.equals("rounded")) {
        options.put("float_round_ndigits", 1);
      }
      options.put("allow_duplicate_identifiers", name.equals("duplicates"));
      run(root, root.resolve("out"), options);
      assertThat(records(root.resolve("out/SplitPair-train_train"), "skew_stats")).isNotEmpty();
    }
  }

  private static void random(Random random, ExampleBuilder b, int i, String name) {
    int id = name.equals("duplicates") ? random.nextInt(80) : i + random.nextInt(3) / 2 * 1000;
    if (random.nextInt(20) > 0) {
      b.putLongs("id", id);
    }
    b.putFloats("part", i % 2);
    b.putFloats("fare", random.nextInt(20) / 16f, -random.nextInt(3) / 100f);
    b.putBytes("ignored", new byte[] {(byte) random.nextInt()});
    if (random.nextInt(3) > 0) {
      b.putBytes("word", utf8("w" + random.nextInt(2)));
    }
    switch (random.nextInt(4)) {
      case 0 -> b.putLongs("sometimes", 1);
      case 1 -> b.putLongs("sometimes");
      case 2 -> b.putNone("sometimes");
      default -> {}
    }
  }

  private static void write(Path root, int from, int to, float shift) throws Exception {
    new ExampleFolder(root).shard("train", 0, from, to, (i, b) -> fill(b, i, shift));
  }

  private static void fill(ExampleBuilder b, int i, float shift) {
    b.putLongs("id", i);
    b.putBytes("part", utf8("p" + i % 3));
    b.putFloats("fare", i + shift);
    b.putBytes("word", utf8("w" + i % 2));
    if (i % 2 == 0) {
      b.putLongs("even", i);
    }
  }

  private static ComponentResult run(Path root, Path out, Map<String, Object> given)
      throws Exception {
    Map<String, Object> options = new HashMap<>(given);
    options.put("identifier_features", List.of("part", "id"));
    STORAGE.delete(out.toString());
    return new ExampleDiff()
        .run(
            new ComponentContext<>(
                SparkTestSession.get(),
                STORAGE,
                OptionsBinder.bind(ExampleDiffOptions.class, options),
                Map.of(
                    "examples",
                    new ExampleFolder(root.resolve("test")).artefact(),
                    "baseline_examples",
                    new ExampleFolder(root.resolve("base")).artefact()),
                Map.of("example_diff_result", out.toString()),
                Progress.silent()));
  }

  private static List<byte[]> records(Path folder, String name) throws Exception {
    List<byte[]> records = new ArrayList<>();
    Path file = folder.resolve(name + "-00000-of-00001");
    try (InputStream in = Files.newInputStream(file);
        TfRecordReader reader = TfRecordReader.open(in, name)) {
      while (reader.next()) {
        records.add(reader.record());
      }
    }
    return records;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
