package io.millrace.artifacts.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every file system must do. */
abstract class StorageContract {
  @TempDir Path folder;
  Storage storage;

  /** The URI of a local path in the file system under test. */
  abstract String uri(Path path);

  final String uri(String relative) {
    return uri(folder.resolve(relative));
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    String file = uri("a/b/data 100%: x.gz");
    byte[] content = "some bytes".repeat(20_000).getBytes(UTF_8);
    try (OutputStream out = storage.create(file)) {
      out.write(content[0]);
      out.write(content, 1, content.length - 1);
      out.flush();
    }
    assertThat(storage.readBytes(file)).isEqualTo(content);
    try (InputStream in = storage.open(file)) {
      assertThat(in.skip(5)).isEqualTo(5);
      assertThat(in.read()).isEqualTo('b');
      assertThat(in.available()).isPositive();
    }
    assertThat(storage.stat(file))
        .satisfies(
            entry -> {
              assertThat(entry.uri()).isEqualTo(file);
              assertThat(entry.name()).isEqualTo("data 100%: x.gz");
              assertThat(entry.folder()).isFalse();
              assertThat(entry.length()).isEqualTo(content.length);
              assertThat(entry.modifiedMillis()).isPositive();
            });
  }

  @Test
  void aChannelReadsAtAnyPosition() throws IOException {
    String file = uri("digits");
    storage.writeBytes(file, "0123456789".getBytes(UTF_8));
    try (SeekableByteChannel channel = storage.openChannel(file)) {
      assertThat(channel.size()).isEqualTo(10);
      assertThat(channel.isOpen()).isTrue();
      ByteBuffer target = ByteBuffer.allocate(3);
      channel.position(7);
      assertThat(channel.read(target)).isEqualTo(3);
      assertThat(target.array()).asString(UTF_8).isEqualTo("789");
      assertThat(channel.position()).isEqualTo(10);
      assertThat(channel.read(target.clear())).isEqualTo(-1);
      assertThat(channel.position(11).read(target)).isEqualTo(-1);
      ByteBuffer direct = ByteBuffer.allocateDirect(2);
      assertThat(channel.position(1).read(direct)).isEqualTo(2);
      assertThat(direct.get(1)).isEqualTo((byte) '2');
      assertThatThrownBy(() -> channel.write(target))
          .isInstanceOf(NonWritableChannelException.class);
    }
    assertThatThrownBy(() -> storage.openChannel(uri("none")))
        .isInstanceOf(FileNotFoundException.class);
    storage.createFolder(uri("folder"));
    assertThatThrownBy(() -> storage.openChannel(uri("folder"))).isInstanceOf(IOException.class);
  }

  @Test
  void noSideFilesAreLeft() throws IOException {
    storage.createFolder(uri("f"));
    storage.writeBytes(uri("f/x"), new byte[] {1});
    storage.move(uri("f/x"), uri("g/x"));
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(Files::isRegularFile)).containsExactly(folder.resolve("g/x"));
    }
  }

  @Test
  void anEmptyFileIsAFile() throws IOException {
    storage.writeBytes(uri("empty"), new byte[0]);
    assertThat(storage.readBytes(uri("empty"))).isEmpty();
    assertThat(storage.stat(uri("empty")).length()).isZero();
  }

  @Test
  void creatingAnExistingFileIsRefusedAndKeepsIt() throws IOException {
    storage.writeBytes(uri("x"), new byte[] {1});
    assertThatThrownBy(() -> storage.writeBytes(uri("x"), new byte[] {2}))
        .isInstanceOf(StorageException.class)
        .hasMessage(uri("x") + ": cannot create: it exists");
    assertThat(storage.readBytes(uri("x"))).containsExactly(1);
  }

  @Test
  void whatIsMissingIsReportedAsSuch() {
    String missing = uri("no/such");
    for (Call call :
        List.<Call>of(
            () -> storage.open(missing),
            () -> storage.stat(missing),
            () -> storage.list(missing),
            () -> storage.move(missing, uri("to")))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(FileNotFoundException.class)
          .hasMessage(missing + ": no such file or folder");
    }
  }

  @Test
  void existenceOfFilesAndFolders() throws IOException {
    assertThat(storage.exists(uri("x"))).isFalse();
    storage.writeBytes(uri("x"), new byte[] {1});
    storage.createFolder(uri("f/g"));
    storage.createFolder(uri("f/g"));
    assertThat(storage.exists(uri("x"))).isTrue();
    assertThat(storage.exists(uri("f"))).isTrue();
    assertThat(storage.stat(uri("f")))
        .matches(Storage.Entry::folder)
        .matches(entry -> entry.length() == 0 && entry.name().equals("f"));
  }

  @Test
  void childrenAreSortedByName() throws IOException {
    for (String name : List.of("b", "a", "c/d", "B", ".hidden")) {
      storage.writeBytes(uri("f/" + name), new byte[] {1, 2});
    }
    List<Storage.Entry> children = storage.list(uri("f"));
    assertThat(children)
        .extracting(Storage.Entry::name)
        .containsExactly(".hidden", "B", "a", "b", "c");
    assertThat(children).extracting(Storage.Entry::uri).contains(uri("f/a"), uri("f/c"));
    assertThat(children.get(2).length()).isEqualTo(2);
    assertThat(children.get(4).folder()).isTrue();
    storage.createFolder(uri("none"));
    assertThat(storage.list(uri("none"))).isEmpty();
  }

  @Test
  void aFileIsNoFolderAndAFolderNoFile() throws IOException {
    storage.writeBytes(uri("file"), new byte[] {1});
    storage.createFolder(uri("folder"));
    assertThatThrownBy(() -> storage.list(uri("file")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(uri("file") + ":")
        .hasMessageContaining("it is a file (expected: a folder)");
    assertThatThrownBy(() -> storage.readBytes(uri("folder")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(uri("folder"));
  }

  @Test
  void aFolderBelowAFileCannotBeMade() throws IOException {
    storage.writeBytes(uri("file"), new byte[] {1});
    for (Call call :
        List.<Call>of(
            () -> storage.createFolder(uri("file/below")),
            () -> storage.writeBytes(uri("file/below/x"), new byte[] {1}))) {
      assertThatThrownBy(call::run)
          .isInstanceOf(StorageException.class)
          .hasMessageStartingWith(uri("file/below"));
    }
  }

  @Test
  void deletingTakesAllBelowAndNothingElse() throws IOException {
    storage.writeBytes(uri("keep/x"), new byte[] {1});
    storage.writeBytes(uri("go/a/b/x"), new byte[] {1});
    storage.writeBytes(uri("go/y"), new byte[] {1});
    storage.delete(uri("go"));
    assertThat(storage.exists(uri("go"))).isFalse();
    assertThat(storage.exists(uri("keep/x"))).isTrue();
    storage.delete(uri("go"));
  }

  @Test
  void aWholeFileSystemIsNeverDeleted() {
    assertThatThrownBy(() -> storage.delete(uri(Path.of("/"))))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("cannot delete: it is a whole file system");
  }

  @Test
  void movingFilesAndFolders() throws IOException {
    storage.writeBytes(uri("from/a/x"), new byte[] {7});
    storage.move(uri("from"), uri("deep/er/to"));
    assertThat(storage.exists(uri("from"))).isFalse();
    assertThat(storage.readBytes(uri("deep/er/to/a/x"))).containsExactly(7);
    storage.move(uri("deep/er/to/a/x"), uri("y"));
    assertThat(storage.readBytes(uri("y"))).containsExactly(7);
  }

  @Test
  void movingOntoSomethingIsRefusedAndKeepsBoth() throws IOException {
    storage.writeBytes(uri("from/x"), new byte[] {1});
    storage.createFolder(uri("to"));
    assertThatThrownBy(() -> storage.move(uri("from"), uri("to")))
        .isInstanceOf(StorageException.class)
        .hasMessage(uri("to") + ": cannot move there: it exists");
    assertThat(storage.readBytes(uri("from/x"))).containsExactly(1);
    assertThat(storage.list(uri("to"))).isEmpty();
  }

  @Test
  void itTravelsToTheExecutors() throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(storage);
    }
    storage.writeBytes(uri("x"), new byte[] {5});
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      Storage copy = (Storage) in.readObject();
      assertThat(copy.readBytes(uri("x"))).containsExactly(5);
    }
  }

  /** A call that fails. */
  @FunctionalInterface
  interface Call {
    void run() throws IOException;
  }
}
