package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Broken input through the real launcher: one clear error, the right exit code, nothing
 * half-written.
 */
class BadInputEndToEndTest {
  private static final String IMAGES = "part-images-idx3-ubyte";
  private static final String LABELS = "part-labels-idx1-ubyte";

  @TempDir Path folder;
  private Path input;
  private Path output;

  @BeforeEach
  void writeGoodInput() throws IOException {
    input = folder.resolve("in");
    output = folder.resolve("out");
    IdxFiles.write(input, "part", 60, 3);
  }

  @Test
  void truncatedImagesAreReportedWithTheirPlace() throws IOException {
    byte[] whole = Files.readAllBytes(input.resolve(IMAGES));
    Files.write(input.resolve(IMAGES), Arrays.copyOf(whole, whole.length - 300));

    CommandLine.Outcome outcome = exampleGen();

    assertFailed(outcome, 1, IMAGES, "truncated");
  }

  @Test
  void labelsInPlaceOfImagesAreReported() throws IOException {
    Files.copy(
        input.resolve(LABELS),
        input.resolve(IMAGES),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    CommandLine.Outcome outcome = exampleGen();

    assertFailed(outcome, 1, IMAGES, "0x00000801");
  }

  @Test
  void imagesAndLabelsOfDifferentCountsAreReported() throws IOException {
    Path other = folder.resolve("other");
    IdxFiles.write(other, "part", 59, 3);
    Files.copy(
        other.resolve(LABELS),
        input.resolve(LABELS),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    CommandLine.Outcome outcome = exampleGen();

    assertFailed(outcome, 1, "60", "59");
  }

  @Test
  void anEmptySplitIsReported() throws IOException {
    IdxFiles.write(input, "part", 1, 1);

    CommandLine.Outcome outcome = exampleGen();

    assertFailed(outcome, 1, "split", "hash_buckets");
  }

  @Test
  void aMissingInputIsAUsageError() {
    input = folder.resolve("nowhere");

    CommandLine.Outcome outcome = exampleGen();

    assertFailed(outcome, 2, "nowhere");
  }

  @Test
  void anOutputThatExistsIsNotOverwritten() throws IOException {
    Files.createDirectories(output);
    Files.writeString(output.resolve("precious"), "kept");

    CommandLine.Outcome outcome = exampleGen();

    assertThat(outcome.exitCode()).as(outcome.all()).isEqualTo(2);
    assertThat(output).isDirectoryContaining("glob:**/precious");
    list(output).hasSize(1);
  }

  @Test
  void everyErrorOfAPipelineFileIsShownWithItsPlaceBeforeAnythingRuns() throws IOException {
    Path pipeline = folder.resolve("pipeline.yaml");
    Files.writeString(
        pipeline,
        """
        name: broken
        root: %s
        components:
          example-gen:
            options:
              input: %s
              format: idx
              hash_bucket: {train: 4, eval: 1}
          statistics-gen:
            inputs: {examples: exmple-gen}
        """
            .formatted(output, input));

    CommandLine.Outcome outcome = CommandLine.millrace("run", pipeline.toString()).run();

    assertFailed(
        outcome, 2, "pipeline.yaml:8:7", "hash_buckets", "pipeline.yaml:10", "example-gen");
  }

  @Test
  void aRootThatCannotBeWrittenIsTheEnvironmentsFault() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "not a folder");

    CommandLine.Outcome outcome =
        CommandLine.millrace(
                "run", pipeline().toString(), "--root", file.resolve("root").toString())
            .run();

    assertThat(outcome.exitCode()).as(outcome.all()).isEqualTo(3);
    assertThat(outcome.stderr()).contains(file.toString());
  }

  @Test
  void aFullDiskLeavesNoArtefact() throws IOException {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        CommandLine.of("mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", disk.toString())
                .run()
                .exitCode()
            == 0,
        "a small disk can be mounted by root only");
    try {
      IdxFiles.write(input, "part", 2_000, 10);

      CommandLine.Outcome outcome =
          CommandLine.millrace(
                  "run", pipeline().toString(), "--root", disk.resolve("root").toString())
              .run();

      assertThat(outcome.exitCode()).as(outcome.all()).isEqualTo(3);
      assertThat(outcome.stderr()).containsIgnoringCase("space");
      assertThat(disk.resolve("root/example-gen/examples"))
          .satisfiesAnyOf(
              path -> assertThat(path).doesNotExist(), path -> assertThat(path).isEmptyDirectory());
    } finally {
      CommandLine.of("umount", disk.toString()).run();
    }
  }

  @Test
  void anomaliesStopThePipelineAfterTheirArtefactIsPublished() throws IOException {
    Path examples = folder.resolve("examples");
    Path statistics = folder.resolve("statistics");
    Path schema = Files.createDirectory(folder.resolve("schema"));
    output = examples;
    assertThat(exampleGen().exitCode()).isZero();
    assertThat(
            CommandLine.millrace(
                    "statistics-gen",
                    "--examples",
                    examples.toString(),
                    "--statistics",
                    statistics.toString())
                .run()
                .exitCode())
        .isZero();
    Files.writeString(
        schema.resolve("schema.pbtxt"),
        """
        feature { name: "label" type: INT int_domain { max: 1 } }
        """,
        StandardCharsets.UTF_8);

    CommandLine.Outcome outcome =
        CommandLine.millrace(
                "example-validator",
                "--statistics",
                statistics.toString(),
                "--schema",
                schema.toString(),
                "--anomalies",
                folder.resolve("anomalies").toString())
            .run();

    assertThat(outcome.exitCode()).as(outcome.all()).isEqualTo(1);
    assertThat(outcome.all()).contains("label", "INT_TYPE_BIG_INT", "SCHEMA_NEW_COLUMN");
    assertThat(folder.resolve("anomalies/Split-train/SchemaDiff.pb")).isNotEmptyFile();
  }

  private CommandLine.Outcome exampleGen() {
    return CommandLine.millrace(
            "example-gen",
            "--input",
            input.toString(),
            "--format",
            "idx",
            "--examples",
            output.toString())
        .run();
  }

  private Path pipeline() throws IOException {
    return Files.writeString(
        folder.resolve("small.yaml"),
        """
        name: small
        root: unused
        components:
          example-gen:
            options: {input: %s, format: idx}
        """
            .formatted(input));
  }

  private void assertFailed(CommandLine.Outcome outcome, int exitCode, String... parts) {
    assertThat(outcome.exitCode()).as(outcome.all()).isEqualTo(exitCode);
    assertThat(outcome.stderr()).contains(parts).doesNotContain("\tat ");
    assertThat(output).doesNotExist();
    list(folder)
        .filteredOn(path -> path.getFileName().toString().startsWith("."))
        .as("staged folders that were left")
        .isEmpty();
  }

  private static org.assertj.core.api.ListAssert<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      return assertThat(all);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
