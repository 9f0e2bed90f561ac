package io.millrace.transforms.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.records.Example;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesReader;
import io.millrace.transforms.testing.SparkTestSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of splits, shuffles, rejects and shards, by the whole component. */
class ExampleGenSplitsTest {
  @TempDir Path folder;
  private ExampleGenRuns runs;
  private Path input;
  private IdxFolder idx;

  @BeforeEach
  void makeInput() throws IOException {
    runs = new ExampleGenRuns(folder);
    input = Files.createDirectory(folder.resolve("in"));
    idx = new IdxFolder(input);
  }

  @Test
  void aGroupNeverStraddlesSplits() throws Exception {
    idx.pair("a", 400, false);

    run(Map.of("partition_features", List.of("label"), "hash_buckets", buckets(3, 2)));

    Set<Long> train = new HashSet<>(runs.longs("train", "label"));
    assertThat(train).isNotEmpty().doesNotContainAnyElementsOf(runs.longs("eval", "label"));
    assertThat(runs.longs("train", "label").size() + runs.longs("eval", "label").size())
        .isEqualTo(400);
  }

  @Test
  void aMissingGroupIsAnErrorThatSaysWhere() throws Exception {
    idx.pair("a", 5, false);

    assertThatThrownBy(() -> run(Map.of("partition_features", List.of("user"))))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining(
            "a-images-idx3-ubyte: record 0: found no value of feature 'user' (expected: one that"
                + " decides on the split); or allow rejected records by max_reject_fraction");
  }

  @Test
  void valuesOfAColumnDecideAndOthersAreDiscarded() throws Exception {
    idx.pair("a", 100, false);
    Map<String, String> values = new LinkedHashMap<>();
    List.of(0, 1, 2, 3, 4, 5, 6).forEach(label -> values.put("" + label, "train"));
    values.put("7", "eval");

    ComponentResult result =
        run(
            Map.of(
                "split",
                Map.of(
                    "by_column",
                    Map.of("feature", "label", "values", values, "discard", List.of("8", "9")))));

    assertThat(runs.longs("train", "label")).hasSize(70).doesNotContain(7L, 8L, 9L);
    assertThat(runs.longs("eval", "label")).hasSize(10).containsOnly(7L);
    assertThat(result.headline()).isEqualTo("80 records: train 70, eval 10; 20 left out");
    assertThat(result.recordsIn()).isEqualTo(100);
    assertThat(result.properties().get("examples"))
        .containsEntry("records_left_out", 20L)
        .containsEntry("leaked_records", 0L);
  }

  @Test
  void stratifiedSharesAreExactWithinOneRecordForEachLabel() throws Exception {
    idx.pair("a", 1003, false);

    run(
        Map.of(
            "split",
            Map.of(
                "stratified",
                Map.of("feature", "label", "shares", ordered("train", 7, "eval", 2, "test", 1)))));

    Map<Long, Long> totals =
        count(
            runs.longs("train", "label"), runs.longs("eval", "label"), runs.longs("test", "label"));
    for (Map.Entry<String, Double> share :
        Map.of("train", 0.7, "eval", 0.2, "test", 0.1).entrySet()) {
      Map<Long, Long> found = count(runs.longs(share.getKey(), "label"));
      totals.forEach(
          (label, total) ->
              assertThat(Math.abs(found.get(label) - total * share.getValue()))
                  .as("label %s in %s", label, share.getKey())
                  .isLessThanOrEqualTo(1));
    }
    assertThat(totals.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(1003);
  }

  @Test
  void identicalRecordsOfALabelStayTogether() throws Exception {
    byte[] images = new byte[16 + 40 * 16];
    ByteBuffer.wrap(images).putInt(0x803).putInt(40).putInt(4).putInt(4);
    Files.write(idx.images("a", false), images);
    ByteBuffer labels = ByteBuffer.allocate(48).putInt(0x801).putInt(40);
    for (int i = 0; i < 40; i++) {
      labels.put((byte) (i / 20));
    }
    Files.write(idx.labels("a", false), labels.array());
    Map<String, Object> rule =
        Map.of("stratified", Map.of("feature", "label", "shares", ordered("a", 1, "b", 1)));

    // All records of a label are the same one: they cannot be in both splits.
    assertThatThrownBy(() -> run(Map.of("split", rule)))
        .hasMessageContaining("split 'a' is empty: found 40 records in all");
  }

  @Test
  void foldsAreDisjointAndHoldEverything() throws Exception {
    idx.pair("a", 300, false);

    run(Map.of("split", Map.of("folds", Map.of("count", 3))));

    List<String> all = new ArrayList<>();
    for (String fold : List.of("fold-0", "fold-1", "fold-2")) {
      all.addAll(texts(fold));
      assertThat(texts(fold).size()).isBetween(60, 140);
    }
    assertThat(all).hasSize(300).doesNotHaveDuplicates();
  }

  @Test
  void aSampleIsTheSameForTheSameData() throws Exception {
    idx.pair("a", 1000, false);
    ComponentResult result = run(Map.of("sample", 0.3));
    List<String> sample = texts("train");

    assertThat(result.recordsOut()).isBetween(200L, 400L);
    assertThat(result.headline()).contains("left out");
    run(Map.of("sample", 0.3, "shards", 7));
    assertThat(texts("train")).containsExactlyInAnyOrderElementsOf(sample);
    run(Map.of("sample", 0.6));
    assertThat(texts("train")).containsAll(sample);
  }

  @Test
  void aShuffleDependsOnTheSeedAndTheRecordsOnly() throws Exception {
    idx.pair("a", 500, false);
    idx.pair("b", 300, true);
    run(Map.of("shards", 3));
    List<String> inOrder = texts("train");

    ComponentResult result = run(Map.of("shuffle_seed", 1, "shards", 3));
    Map<String, String> first = runs.shards();
    List<String> shuffled = texts("train");
    assertThat(shuffled).isNotEqualTo(inOrder).containsExactlyInAnyOrderElementsOf(inOrder);
    assertThat(result.recordsIn()).isEqualTo(800);

    // The same records in other files: other tasks, other order of reading.
    Files.move(idx.images("a", false), idx.images("z", false));
    Files.move(idx.labels("a", false), idx.labels("z", false));
    run(Map.of("shuffle_seed", 1, "shards", 3));
    assertThat(runs.shards()).isEqualTo(first);
    run(Map.of("shuffle_seed", 2, "shards", 3));
    assertThat(texts("train")).isNotEqualTo(shuffled).containsExactlyInAnyOrderElementsOf(shuffled);
  }

  @Test
  void rejectedRecordsAreKeptWithReasonSourceAndPosition() throws Exception {
    idx.pair("a", 50, false);
    for (Map<String, Object> order :
        List.<Map<String, Object>>of(Map.of(), Map.of("shuffle_seed", 5))) {
      Map<String, Object> options = new LinkedHashMap<>(order);
      options.put("split", firstEightLabels());
      options.put("max_reject_fraction", 0.2);

      ComponentResult result = run(options);

      assertThat(result.headline()).isEqualTo("40 records: train 35, eval 5; 10 rejected");
      assertThat(result.properties().get("examples")).containsEntry("records_rejected", 10L);
      assertThat(result.tables().get(1).rows())
          .containsExactly(List.of("unknown_split_value", 10L));
      List<String> lines = new ArrayList<>();
      for (Path file : files("rejects")) {
        assertThat(file.getFileName().toString()).matches("rejects-\\d{5}-of-\\d{5}\\.jsonl");
        lines.addAll(Files.readAllLines(file));
      }
      assertThat(lines).hasSize(10);
      assertThat(lines)
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains(
                          "\"reason\":\"unknown_split_value\"",
                          "a-images-idx3-ubyte\"",
                          "\"position\":\"record 8\"",
                          "found '8' in feature 'label' (expected: one of ["));
    }
  }

  @Test
  void tooManyRejectsFailTheRunWithTheFirstOnes() throws Exception {
    idx.pair("a", 50, false);

    assertThatThrownBy(() -> run(Map.of("split", firstEightLabels(), "max_reject_fraction", 0.19)))
        .isInstanceOf(MillraceException.class)
        .hasMessageContainingAll(
            "found 10 of 50 records rejected: {unknown_split_value=10} (expected: at most 0.19",
            "a-images-idx3-ubyte: record 18: found '8'");
    assertThat(Path.of(runs.output(), "manifest.json")).doesNotExist();
  }

  @Test
  void rejectsCanBeTfRecords() throws Exception {
    idx.pair("a", 20, false);

    run(Map.of("split", firstEightLabels(), "max_reject_fraction", 1, "rejects", "tfrecord"));

    List<Path> files = files("rejects");
    assertThat(files).isNotEmpty();
    List<Example> rejects = new ArrayList<>();
    for (Path file : files) {
      try (ExamplesReader reader =
          ExamplesReader.open(
              runs.storage(),
              new ExampleFile(file.toString(), "rejects", ExampleFile.UNKNOWN, 0))) {
        while (reader.next()) {
          rejects.add(Example.parse(reader.record()));
        }
      }
    }
    assertThat(rejects).hasSize(4);
    assertThat(rejects.get(0).names())
        .containsExactly("content", "position", "problem", "reason", "source");
    assertThat(Example.parse(rejects.get(0).bytes("content").get(0)).longs("label"))
        .containsExactly(8);
  }

  @Test
  void contentsInSeveralGivenSplitsAreCounted() throws Exception {
    idx.pair("train", 30, false);
    // The same seed gives the same pixels and labels: 20 of other content, then 30 again.
    idx.pair("eval", 20, false);
    idx.pair("test", 30, false);
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("input_splits", ordered("train", "train-*", "eval", "eval-*", "test", "test-*"));

    ComponentResult result = run(options);

    assertThat(result.headline())
        .endsWith("; LEAKAGE: 60 records whose content lies in several splits");
    assertThat(result.properties().get("examples")).containsEntry("leaked_records", 60L);
    options.put("on_leakage", "ignore");
    assertThat(run(options).headline()).doesNotContain("LEAKAGE");
    options.put("on_leakage", "fail");
    assertThatThrownBy(() -> run(options))
        .hasMessageContaining("found 30 contents in several splits, 60 records in all");
  }

  @Test
  void filesCanBeLeftUnpackedAndSizedByBytes() throws Exception {
    idx.pair("a", 1000, false);

    ComponentResult result = run(Map.of("compression", "none", "shard_bytes", 2000));

    Manifest manifest = Manifest.read(runs.storage(), runs.output());
    assertThat(manifest.files("train")).hasSizeBetween(8, 10);
    assertThat(manifest.files("train").get(0).name())
        .startsWith("data_tfrecord-00000-of-")
        .doesNotEndWith(".gz");
    assertThat(runs.longs("train", "label").size() + runs.longs("eval", "label").size())
        .isEqualTo(1000);
    assertThat(result.properties().get("examples")).containsEntry("file_format", "tfrecords");
  }

  @Test
  void tablesKeepTheirOrderOrAreShuffledAndGoIntoAsManyShardsAsWanted() throws Exception {
    SparkTestSession.get().range(0, 200, 1, 6).createOrReplaceTempView("numbers_to_ingest");
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("input", null);
    options.put("format", Map.of("spark", Map.of("table", "numbers_to_ingest")));
    options.put("shards", 4);

    run(options);
    List<Long> inOrder = runs.longs("train", "id");
    assertThat(inOrder).isSorted();
    assertThat(inOrder.size() + runs.longs("eval", "id").size()).isEqualTo(200);
    assertThat(Manifest.read(runs.storage(), runs.output()).files("train")).hasSize(4);

    options.put("shuffle_seed", 3);
    run(options);
    assertThat(runs.longs("train", "id"))
        .isNotEqualTo(inOrder)
        .containsExactlyInAnyOrderElementsOf(inOrder);
    assertThat(Manifest.read(runs.storage(), runs.output()).files("train")).hasSize(4);
  }

  @Test
  void theLargestSpanIsReadOrTheRangeAskedFor() throws Exception {
    for (int span : List.of(2, 3, 12)) {
      Path place = Files.createDirectories(input.resolve("export-" + span));
      new IdxFolder(place).pair("a", 100 * span, false);
    }
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("input", input + "/export-{SPAN}");

    ComponentResult latest = run(options);
    assertThat(latest.recordsIn()).isEqualTo(1200);
    assertThat(latest.properties().get("examples")).containsEntry("span", 12L);

    options.put("spans", Map.of("rolling_range", Map.of("num_spans", 2)));
    ComponentResult two = run(options);
    assertThat(two.recordsIn()).isEqualTo(1500);
    assertThat(two.properties().get("examples")).containsEntry("span", 12L);

    options.put(
        "spans", Map.of("static_range", Map.of("start_span_number", 2, "end_span_number", 3)));
    ComponentResult first = run(options);
    assertThat(first.recordsIn()).isEqualTo(500);
    assertThat(first.properties().get("examples")).containsEntry("span", 3L);
  }

  @Test
  void foldersBelowASpanAreLabelsAndBelowAPatternToo() throws Exception {
    for (String file : List.of("day-1/cow/a.txt", "day-7/cat/a.txt", "day-7/dog/b.txt")) {
      Path path = input.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "words");
    }
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("format", "text");
    options.put("hash_buckets", Map.of("all", 1));

    for (String pattern : List.of("/day-{SPAN}", "/day-{SPAN}/", "/day-7/", "/day-{SPAN}/*")) {
      options.put("input", input + pattern);
      run(options);
      assertThat(runs.examples("all"))
          .as(pattern)
          .extracting(example -> new String(example.bytes("label").get(0), StandardCharsets.UTF_8))
          .containsExactly("cat", "dog");
      assertThat(runs.examples("all").get(0).names()).as(pattern).doesNotContain("split");
    }
  }

  private static Map<String, Object> firstEightLabels() {
    Map<String, String> values = new LinkedHashMap<>();
    List.of(0, 1, 2, 3, 4, 5, 6).forEach(label -> values.put("" + label, "train"));
    values.put("7", "eval");
    return Map.of("by_column", Map.of("feature", "label", "values", values));
  }

  private static Map<String, Object> buckets(int train, int eval) {
    return ordered("train", train, "eval", eval);
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  private ComponentResult run(Map<String, Object> values) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("input", input.toString());
    all.put("format", "idx");
    all.putAll(values);
    all.values().removeIf(Objects::isNull);
    return runs.run(all);
  }

  private List<Path> files(String name) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(runs.output(), name))) {
      return files.sorted().toList();
    }
  }

  /** Each record as its pixels and label. */
  private List<String> texts(String split) throws IOException {
    return runs.examples(split).stream()
        .map(
            example ->
                HexFormat.of().formatHex(example.bytes("image").get(0)) + example.longs("label")[0])
        .toList();
  }

  @SafeVarargs
  private static Map<Long, Long> count(List<Long>... labels) {
    return Stream.of(labels)
        .flatMap(List::stream)
        .collect(Collectors.groupingBy(label -> label, TreeMap::new, Collectors.counting()));
  }
}
