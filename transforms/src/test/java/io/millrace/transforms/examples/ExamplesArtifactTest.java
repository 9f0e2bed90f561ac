package io.millrace.transforms.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.Example;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.MalformedExampleException;
import io.millrace.records.TfRecordWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesArtifactTest {
  private static final String TRAIN_FILE = "data_tfrecord-00000-of-00001.gz";

  @TempDir Path folder;
  private final Storage storage = new HadoopStorage(new Configuration(false));

  @Test
  void splitsFilesAndCountsComeFromTheManifest() throws IOException {
    writeManifest(Map.of("train", write("train", 5)), Map.of("eval", write("eval", 2)));

    ExamplesArtifact artifact = ExamplesArtifact.open(storage, folder.toString());

    assertThat(artifact.splits()).containsExactly("train", "eval");
    assertThat(artifact.records()).isEqualTo(7);
    assertThat(artifact.records("eval")).isEqualTo(2);
    assertThat(artifact.files("train")).hasSize(1);
    assertThat(artifact.files()).extracting(ExampleFile::split).containsExactly("train", "eval");
    assertThat(values(artifact.files("train").get(0))).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void withoutAManifestTheFoldersAreListedAndCountsAreUnknown() throws IOException {
    write("train", 3);
    write("eval", 1);
    Files.writeString(folder.resolve("Split-train/.data.crc"), "crc");
    Files.writeString(folder.resolve("Split-train/_SUCCESS"), "");

    ExamplesArtifact artifact = ExamplesArtifact.open(storage, folder.toString());

    assertThat(artifact.splits()).containsExactly("eval", "train");
    assertThat(artifact.records()).isEqualTo(ExampleFile.UNKNOWN);
    assertThat(artifact.files("train")).hasSize(1);
    assertThat(values(artifact.files("train").get(0))).containsExactly(0L, 1L, 2L);
  }

  @Test
  void anUnknownSplitIsAUsageError() throws IOException {
    write("train", 1);
    ExamplesArtifact artifact = ExamplesArtifact.open(storage, folder.toString());

    assertThatThrownBy(() -> artifact.files("test"))
        .hasMessage(folder + ": no split 'test' (expected: one of [train])")
        .asInstanceOf(InstanceOfAssertFactories.type(MillraceException.class))
        .returns(Category.USAGE, MillraceException::category);
  }

  @Test
  void aFolderWithoutSplitsAndAMissingOneAreReported() {
    assertThatThrownBy(() -> ExamplesArtifact.open(storage, folder.toString()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("no split (expected: folders Split-NAME");
    assertThatThrownBy(() -> ExamplesArtifact.open(storage, folder.resolve("x").toString()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("x: no such artefact");
  }

  @Test
  void filesThatAreNotThoseOfTheManifestAreReported() throws IOException {
    writeManifest(Map.of("train", write("train", 5)));
    Path file = folder.resolve("Split-train").resolve(TRAIN_FILE);
    byte[] whole = Files.readAllBytes(file);

    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> ExamplesArtifact.open(storage, folder.toString()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining(
            "%s: found %d bytes (expected: %d".formatted(file, whole.length - 1, whole.length));

    Files.delete(file);
    assertThatThrownBy(() -> ExamplesArtifact.open(storage, folder.toString()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining(file + ": no such file");
  }

  @Test
  void damageIsADataErrorThatNamesFileAndRecord() throws IOException {
    write("train", 5);
    Path file = folder.resolve("Split-train").resolve(TRAIN_FILE);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
    ExampleFile truncated = ExamplesArtifact.open(storage, folder.toString()).files().get(0);

    assertThatThrownBy(() -> values(truncated))
        .hasMessageContaining(file + ": record 5 at byte")
        .asInstanceOf(InstanceOfAssertFactories.type(MillraceException.class))
        .returns(Category.DATA, MillraceException::category);

    Files.delete(file);
    assertThatThrownBy(() -> ExamplesReader.open(storage, truncated))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void anotherNumberOfRecordsThanListedIsReported() throws IOException {
    write("train", 5);
    ExampleFile file = ExamplesArtifact.open(storage, folder.toString()).files().get(0);
    ExampleFile listed = new ExampleFile(file.uri(), "train", 6, file.bytes());

    assertThatThrownBy(() -> values(listed))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("found 5 records (expected: 6");
  }

  @Test
  void aRecordThatIsNoExampleIsNamed() throws IOException {
    Path file = folder.resolve("Split-train/part");
    try (TfRecordWriter writer =
        TfRecordWriter.create(storage.create(file.toString()), Compression.NONE)) {
      writer.write(new byte[] {1, 2, 3, 4});
    }
    ExampleFile example = ExamplesArtifact.open(storage, folder.toString()).files().get(0);

    try (ExamplesReader reader = ExamplesReader.open(storage, example)) {
      assertThat(reader.next()).isTrue();
      assertThatThrownBy(() -> Example.parse(reader.record()))
          .isInstanceOfSatisfying(
              MalformedExampleException.class,
              e ->
                  assertThat(reader.malformed(e))
                      .hasMessageContaining(file + ": record 0 at byte 0: not a tf.Example: byte"));
    }
  }

  private List<Long> values(ExampleFile file) {
    List<Long> values = new ArrayList<>();
    try (ExamplesReader reader = ExamplesReader.open(storage, file)) {
      while (reader.next()) {
        assertThat(reader.index()).isEqualTo(values.size());
        values.add(Example.parse(reader.record()).longs("x")[0]);
      }
    }
    return values;
  }

  private Manifest.ShardFile write(String split, int records) throws IOException {
    Path file = folder.resolve("Split-" + split).resolve(TRAIN_FILE);
    ExampleBuilder builder = new ExampleBuilder();
    try (TfRecordWriter writer =
        TfRecordWriter.create(storage.create(file.toString()), Compression.GZIP)) {
      for (int i = 0; i < records; i++) {
        writer.write(builder.reset().putLongs("x", i).toByteArray());
      }
    }
    return new Manifest.ShardFile(TRAIN_FILE, records, Files.size(file), "0".repeat(64));
  }

  @SafeVarargs
  private void writeManifest(Map<String, Manifest.ShardFile>... splits) throws IOException {
    Map<String, List<Manifest.ShardFile>> files = new LinkedHashMap<>();
    for (Map<String, Manifest.ShardFile> split : splits) {
      split.forEach((name, file) -> files.put(name, List.of(file)));
    }
    Manifest.of(files).write(storage, folder.toString());
  }
}
