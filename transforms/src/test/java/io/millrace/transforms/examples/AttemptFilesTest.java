package io.millrace.transforms.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.TfRecordReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptFilesTest {
  private static final String NAME = "data-00001-of-00002.gz";

  @TempDir private Path folder;
  private final Storage storage = new HadoopStorage(new Configuration(false));

  @Test
  void onlyTheFileOfTheAcceptedAttemptBecomesTheShard() throws IOException {
    AttemptFiles attempts = attempts(storage);
    List<Manifest.ShardFile> files =
        attempts.during(
            () -> {
              write(attempts, 7, "loser");
              ShardResult accepted = write(attempts, 8, "winner");
              ShardWriter straggler = attempts.attempt("train", 1, ShardForm.TFRECORD_GZIP, 9);
              straggler.write(bytes("half a shard"));
              return attempts.accept(List.of(accepted), "train", 2, ShardForm.TFRECORD_GZIP);
            });

    assertThat(records(shard())).containsExactly("winner");
    assertThat(files).hasSize(1);
    assertThat(files.get(0).name()).isEqualTo(NAME);
    assertThat(files.get(0).records()).isEqualTo(1);
    assertThat(files.get(0).bytes()).isEqualTo(Files.size(shard()));
    assertThat(files.get(0).sha256()).isEqualTo(Digests.of(Files.readAllBytes(shard())));
    assertThat(found()).containsExactly("out/Split-train/" + NAME);
  }

  @Test
  void aFailedAttemptDeletesItsFileAndTheNextOneWritesAnother() throws IOException {
    AttemptFiles attempts = attempts(storage);
    assertThatThrownBy(
            () -> {
              try (ShardWriter writer = attempts.attempt("train", 1, ShardForm.TFRECORD_GZIP, 1)) {
                writer.write(bytes("half a shard"));
                throw new IOException("connection lost");
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessage("connection lost");
    assertThat(found()).isEmpty();

    attempts.during(
        () ->
            attempts.accept(
                List.of(write(attempts, 2, "whole")), "train", 2, ShardForm.TFRECORD_GZIP));

    assertThat(records(shard())).containsExactly("whole");
  }

  @Test
  void aFileThatTheStorageLostIsNotAccepted() throws IOException {
    AttemptFiles attempts = attempts(storage);
    ShardResult result = write(attempts, 1, "whole");
    Files.write(Path.of(result.attemptUri()), new byte[0]);

    assertThatThrownBy(() -> attempts.accept(List.of(result), "train", 2, ShardForm.TFRECORD_GZIP))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("the storage holds 0 bytes (expected: the " + result.bytes());
    assertThat(shard()).doesNotExist();
  }

  @Test
  void aFileThatAppearsDuringTheDeletionDoesNoHarm() throws IOException {
    AttemptFiles attempts = attempts(new BusyStorage(storage));

    attempts.during(
        () ->
            attempts.accept(
                List.of(write(attempts, 1, "whole")), "train", 2, ShardForm.TFRECORD_GZIP));

    assertThat(found()).containsExactly(".out.attempts/late", "out/Split-train/" + NAME);
  }

  @Test
  void aFailedDeletionDoesNotHideWhyTheRunFailed() throws IOException {
    AttemptFiles attempts = attempts(new BusyStorage(storage));

    assertThatThrownBy(
            () ->
                attempts.during(
                    () -> {
                      throw new IllegalStateException("out of luck");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("out of luck")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .singleElement()
                    .satisfies(s -> assertThat(s).hasMessageContaining("not empty")));
  }

  @Test
  void aLateAttemptCannotReplaceAShard() throws IOException {
    AttemptFiles attempts = attempts(storage);
    attempts.during(
        () ->
            attempts.accept(
                List.of(write(attempts, 1, "whole")), "train", 2, ShardForm.TFRECORD_GZIP));

    write(attempts, 2, "late");

    assertThat(records(shard())).containsExactly("whole");
    assertThat(found())
        .containsExactly(".out.attempts/train-00001-attempt-2", "out/Split-train/" + NAME);
  }

  @Test
  void aShardsNameHasAsciiDigitsInAnyLocale() throws IOException {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat(AttemptFiles.shardName("data_tfrecord", 0, 2, ShardForm.TFRECORD_GZIP))
          .isEqualTo("data_tfrecord-00000-of-00002.gz");
      assertThat(write(attempts(storage), 12, "x").attemptUri())
          .endsWith(".out.attempts/train-00001-attempt-12");
    } finally {
      Locale.setDefault(before);
    }
  }

  private AttemptFiles attempts(Storage in) throws IOException {
    return new AttemptFiles(in, folder.resolve("out") + "/", "data");
  }

  private static ShardResult write(AttemptFiles attempts, long attempt, String record)
      throws IOException {
    try (ShardWriter writer = attempts.attempt("train", 1, ShardForm.TFRECORD_GZIP, attempt)) {
      writer.write(bytes(record));
      return writer.finish();
    }
  }

  private Path shard() {
    return folder.resolve("out/Split-train").resolve(NAME);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> records(Path file) throws IOException {
    List<String> records = new ArrayList<>();
    try (TfRecordReader reader = TfRecordReader.open(Files.newInputStream(file), file.toString())) {
      while (reader.next()) {
        records.add(new String(reader.record(), StandardCharsets.UTF_8));
      }
    }
    return records;
  }

  private List<String> found() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  /** A late attempt writes a file whenever a folder is deleted, which fails for it. */
  private record BusyStorage(Storage storage) implements Storage {
    @Override
    public void delete(String uri) throws IOException {
      storage.delete(uri);
      storage.writeBytes(Storage.resolve(uri, "late"), new byte[] {1});
      throw new IOException(uri + ": not empty");
    }

    @Override
    public boolean movesAtomically(String uri) throws IOException {
      return storage.movesAtomically(uri);
    }

    @Override
    public InputStream open(String uri) throws IOException {
      return storage.open(uri);
    }

    @Override
    public SeekableByteChannel openChannel(String uri) throws IOException {
      return storage.openChannel(uri);
    }

    @Override
    public OutputStream create(String uri) throws IOException {
      return storage.create(uri);
    }

    @Override
    public boolean exists(String uri) throws IOException {
      return storage.exists(uri);
    }

    @Override
    public Entry stat(String uri) throws IOException {
      return storage.stat(uri);
    }

    @Override
    public List<Entry> list(String uri) throws IOException {
      return storage.list(uri);
    }

    @Override
    public void createFolder(String uri) throws IOException {
      storage.createFolder(uri);
    }

    @Override
    public void move(String fromUri, String toUri) throws IOException {
      storage.move(fromUri, toUri);
    }
  }
}
