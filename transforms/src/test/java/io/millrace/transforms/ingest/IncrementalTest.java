package io.millrace.transforms.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.records.Compression;
import io.millrace.records.Example;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.examples.ExamplesReader;
import io.millrace.transforms.testing.SparkTestSession;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that earlier runs have ingested, for all sources of files. */
class IncrementalTest {
  @TempDir Path folder;
  private Path input;
  private String latest;

  /** Puts a batch of records into files of their own. */
  private interface Batch {
    void write(int batch) throws IOException;
  }

  @BeforeEach
  void makeInput() throws IOException {
    input = Files.createDirectory(folder.resolve("in"));
  }

  @Test
  void filesOfCsv() throws Exception {
    onlyNewOnesAreRead(
        "csv", batch -> Files.writeString(input.resolve(batch + ".csv"), "a\n1\n2\n"));
  }

  @Test
  void filesOfTfRecords() throws Exception {
    onlyNewOnesAreRead(
        "tfrecord",
        batch -> {
          try (TfRecordWriter writer =
              TfRecordWriter.create(
                  Files.newOutputStream(input.resolve("part-" + batch)), Compression.NONE)) {
            for (int i = 0; i < 2; i++) {
              writer.write(new ExampleBuilder().putLongs("id", batch, i).toByteArray());
            }
          }
        });
  }

  @Test
  void tables() throws Exception {
    for (String format : List.of("parquet", "orc")) {
      input = Files.createDirectory(folder.resolve(format));
      onlyNewOnesAreRead(
          format,
          batch ->
              SparkTestSession.get()
                  .range(2)
                  .coalesce(1)
                  .write()
                  .mode(SaveMode.Append)
                  .format(format)
                  .save(input.toString()));
    }
  }

  @Test
  void linesOfJson() throws Exception {
    onlyNewOnesAreRead(
        "json",
        batch -> Files.writeString(input.resolve(batch + ".json"), "{\"a\": 1}\n{\"a\": 2}\n"));
  }

  @Test
  void imagesInFolders() throws Exception {
    onlyNewOnesAreRead(
        "images",
        batch -> {
          for (String label : List.of("cat", "dog")) {
            Path file = input.resolve(label + "/" + batch + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(
                new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
          }
        });
  }

  @Test
  void documentsAndTheirLines() throws Exception {
    onlyNewOnesAreRead(
        "text",
        batch -> {
          for (String label : List.of("good", "bad")) {
            Path file = input.resolve(label + "/" + batch + ".txt");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "text");
          }
        });
    input = Files.createDirectory(folder.resolve("lines"));
    onlyNewOnesAreRead(
        Map.of("text", Map.of("lines", true)),
        batch -> Files.writeString(input.resolve(batch + ".txt"), "one\ntwo\n"));
  }

  @Test
  void pairsOfIdxAmongFilesOfOtherKinds() throws Exception {
    IdxFolder idx = new IdxFolder(input);
    onlyNewOnesAreRead(
        "idx",
        batch -> {
          idx.pair("n" + batch, 2, false);
          Files.writeString(input.resolve("LICENSE"), "changes with each batch: " + batch);
        });
    assertThat(new IngestionRuns(folder).storage.list(input.toString())).hasSize(7);
  }

  @Test
  void batchesOfCifarWithTheNamesOfTheirClasses() throws Exception {
    Files.writeString(input.resolve("batches.meta.txt"), "cat\n" + "x\n".repeat(9));
    onlyNewOnesAreRead(
        "cifar",
        batch ->
            Files.write(
                input.resolve("data_batch_" + (batch + 1) + ".bin"), new byte[2 * (1 + 3072)]));
    ExampleFile shard =
        ExamplesArtifact.open(new IngestionRuns(folder).storage, latest).files().get(0);
    try (ExamplesReader reader = ExamplesReader.open(new IngestionRuns(folder).storage, shard)) {
      assertThat(reader.next()).isTrue();
      // The names were there before, and are still read.
      assertThat(Example.parse(reader.record()).bytes("label_text").get(0))
          .isEqualTo("cat".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void listsOfImages() throws Exception {
    Path image = folder.resolve("image.png");
    ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
    onlyNewOnesAreRead(
        "image_csv",
        batch ->
            Files.writeString(
                input.resolve(batch + ".csv"), "TRAIN,%1$s,cat\nTEST,%1$s,dog\n".formatted(image)));
  }

  @Test
  void aFileBelowAFolderMustNotChangeButMayBeTouched() throws Exception {
    Path good = input.resolve("good/a.txt");
    Files.createDirectories(good.getParent());
    Files.writeString(good, "text");
    IngestionRuns runs = runs("text");
    runs.run();

    Files.setLastModifiedTime(good, FileTime.fromMillis(1_000_000_000_000L));
    Path more = Files.writeString(input.resolve("good/b.txt"), "more");
    assertThat(runs.run().recordsIn()).isEqualTo(1);
    assertThat(runs.ingestion().earlier().get(0).files().get(0).modifiedMillis())
        .isEqualTo(1_000_000_000_000L);

    Files.writeString(more, "less");
    Files.setLastModifiedTime(more, FileTime.fromMillis(1_000_000_000_000L));
    assertThatThrownBy(runs::run)
        .hasMessageStartingWith(more + ": found content of SHA-256 ")
        .hasMessageContaining("as when it was ingested into " + runs.latest());
    Files.writeString(more, "longer");
    assertThatThrownBy(runs::run)
        .hasMessage(
            "%s: found 6 bytes (expected: 4, as when it was ingested into %s); ingested files must not change: put new data in new files, or run without incremental",
            more, runs.latest());
  }

  @Test
  void aNewFileWithoutRecordsIsNothingNew() throws Exception {
    IdxFolder idx = new IdxFolder(input);
    idx.pair("a", 2, false);
    IngestionRuns runs = runs("idx");
    runs.run();
    Files.writeString(input.resolve("README"), "hello");
    assertThat(runs.run().skipped()).contains("nothing new: all files (2) were ingested before");
  }

  @Test
  void spansOfThePatternStand() throws Exception {
    IngestionRuns runs = runs("csv");
    runs.set("input", input + "/span-{SPAN}/*");
    csv("span-7/a.csv", 3);
    assertThat(runs.run().properties().get("examples")).containsEntry("span", 7L);
    assertThat(runs.run().skipped()).isPresent();

    csv("span-7/b.csv", 2);
    ComponentResult more = runs.run();
    assertThat(more.recordsIn()).isEqualTo(2);
    assertThat(more.properties().get("examples")).containsEntry("span", 7L);

    csv("span-9/a.csv", 1);
    runs.set("spans", Map.of("rolling_range", Map.of("num_spans", 2)));
    ComponentResult next = runs.run();
    assertThat(next.recordsIn()).isEqualTo(1);
    assertThat(next.properties().get("examples")).containsEntry("span", 9L);
    assertThat(runs.ingestion().earlier())
        .extracting(Ingestion.Earlier::span)
        .containsExactly(7L, 7L);
  }

  @Test
  void inputSplitsGrowTogether() throws Exception {
    Map<String, String> splits = new LinkedHashMap<>();
    splits.put("train", "train/*");
    splits.put("eval", "eval/*");
    IngestionRuns runs = runs("csv");
    runs.set("input_splits", splits, "hash_buckets", null, "on_leakage", "ignore");
    csv("train/a.csv", 5);
    csv("eval/a.csv", 2);
    runs.run();
    assertThat(runs.ingestion().inputs())
        .extracting(Ingestion.Part::splits)
        .containsExactly(List.of("train"), List.of("eval"));

    csv("train/b.csv", 5);
    assertThatThrownBy(runs::run)
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(Category.DATA))
        .hasMessage(
            "%s/eval/*: no new file, but there are some in %s/train/* (expected: in all input splits or in none); run again when all are complete",
            input, input);

    csv("eval/b.csv", 1);
    assertThat(runs.run().recordsOut()).isEqualTo(6);
  }

  @Test
  void aFullRunStartsOver() throws Exception {
    IngestionRuns runs = runs("csv");
    csv("a.csv", 3);
    runs.run();
    csv("b.csv", 2);
    runs.set("incremental", false);
    assertThat(runs.run().recordsIn()).isEqualTo(5);
    assertThat(runs.ingestion().span()).isZero();
    assertThat(runs.ingestion().earlier()).isEmpty();

    runs.set("incremental", true);
    assertThat(runs.run().skipped()).isPresent();
    csv("c.csv", 1);
    assertThat(runs.run().recordsIn()).isEqualTo(1);
    assertThat(runs.ingestion().span()).isEqualTo(1);
  }

  @Test
  void anArtefactThatDoesNotSayWhatItHoldsIsRefused() throws Exception {
    IngestionRuns runs = runs("csv");
    csv("a.csv", 3);
    runs.run();
    Path json = Path.of(runs.latest(), "ingestion.json");
    Files.writeString(json, Files.readString(json).replace("\"version\" : 1", "\"version\" : 2"));
    assertThatThrownBy(runs::run).hasMessageContaining("version 2 (expected: 1); use a newer");
    Files.writeString(json, "{");
    assertThatThrownBy(runs::run)
        .hasMessageContaining("ingestion.json:1:")
        .hasMessageContaining("malformed record of what was ingested");
    Files.delete(json);
    assertThatThrownBy(runs::run)
        .hasMessage(
            "%s: no ingestion.json (expected: the files that this artefact was made of); run once without incremental",
            runs.latest());
  }

  @Test
  void sourcesWithoutFilesAndLabelsNumberedAnewAreUsageErrors() {
    for (Map<String, Object> format :
        List.<Map<String, Object>>of(
            Map.of("jdbc", Map.of("url", "jdbc:x", "query", "SELECT 1")),
            Map.of("custom", Map.of("class", "x.Y")))) {
      assertThatThrownBy(
              () -> new IngestionRuns(folder, "incremental", true, "format", format).run())
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining(
              "incremental: given for a format that reads no files (expected: a format of files)");
    }
    assertThatThrownBy(() -> runs(Map.of("images", Map.of("content", "tfrecorder"))).run())
        .hasMessageContaining("incremental: given with content: tfrecorder");
  }

  private void onlyNewOnesAreRead(Object format, Batch batch) throws IOException {
    IngestionRuns runs = runs(format);
    batch.write(0);
    assertThat(runs.run().recordsIn()).isEqualTo(2);
    List<InputFile> first = runs.ingestion().files();

    assertThat(runs.run().skipped())
        .contains("nothing new: all files (%d) were ingested before".formatted(first.size()));

    batch.write(1);
    batch.write(2);
    ComponentResult more = runs.run();
    assertThat(more.recordsIn()).isEqualTo(4);
    assertThat(more.properties().get("examples")).containsEntry("span", 2L);
    assertThat(runs.ingestion().files())
        .hasSize(2 * first.size())
        .doesNotContainAnyElementsOf(first);
    assertThat(runs.ingestion().earlier().get(0).files()).isEqualTo(first);
    assertThat(runs.run().skipped()).isPresent();
    latest = runs.latest();
  }

  private IngestionRuns runs(Object format) {
    return new IngestionRuns(
        folder, "input", input.toString(), "format", format, "incremental", true);
  }

  private void csv(String name, int rows) throws IOException {
    Path file = input.resolve(name);
    Files.createDirectories(file.getParent());
    StringBuilder text = new StringBuilder("id\n");
    for (int i = 0; i < rows; i++) {
      text.append(i).append('\n');
    }
    Files.writeString(file, text);
  }
}
