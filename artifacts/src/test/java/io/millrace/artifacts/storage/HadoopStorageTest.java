package io.millrace.artifacts.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopStorageTest {
  private final HadoopStorage storage = new HadoopStorage(new Configuration(false));

  @Nested
  class PlainPaths extends StorageContract {
    @BeforeEach
    void open() {
      storage = new HadoopStorage(new Configuration(false));
    }

    @Override
    String uri(Path path) {
      return path.toString();
    }
  }

  @Nested
  class FileUris extends StorageContract {
    @BeforeEach
    void open() {
      storage = new HadoopStorage(new Configuration(false));
    }

    @Override
    String uri(Path path) {
      return "file://" + path;
    }
  }

  /** Through Hadoop's FileSystem, as for HDFS and object stores. */
  @Nested
  class OtherFileSystems extends StorageContract {
    @BeforeEach
    void open() {
      storage = new HadoopStorage(other());
    }

    @Override
    String uri(Path path) {
      return OtherFileSystem.SCHEME + ":" + path;
    }
  }

  /** Plain paths belong to the default file system. */
  @Nested
  class PlainPathsOfAnotherDefault extends StorageContract {
    @BeforeEach
    void open() {
      Configuration configuration = other();
      configuration.set("fs.defaultFS", OtherFileSystem.SCHEME + ":///");
      storage = new HadoopStorage(configuration);
      assertThat(local("/x")).isFalse();
      assertThat(local("file:/x")).isTrue();
    }

    private boolean local(String uri) {
      try {
        return ((HadoopStorage) storage).localPath(uri).isPresent();
      } catch (StorageException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    String uri(Path path) {
      return path.toString();
    }
  }

  private static Configuration other() {
    Configuration configuration = new Configuration(false);
    configuration.set("fs." + OtherFileSystem.SCHEME + ".impl", OtherFileSystem.class.getName());
    return configuration;
  }

  @Test
  void aLinkToNowhereDoesNotHideTheRestOfAFolder(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("b"), "there");
    Files.createSymbolicLink(folder.resolve("a"), folder.resolve("nowhere"));

    assertThat(storage.list(folder.toString()))
        .extracting(Storage.Entry::name)
        .containsExactly("b");
  }

  @Test
  void localPathsAreRecognised() throws IOException {
    assertThat(storage.localPath("file:/a/b")).contains(Path.of("/a/b"));
    assertThat(storage.localPath("file:///a b%20")).contains(Path.of("/a b%20"));
    assertThat(storage.localPath("file://localhost/a")).contains(Path.of("/a"));
    assertThat(storage.localPath("a/b:c")).contains(Path.of("a/b:c"));
    assertThat(storage.localPath("s3a://bucket/a")).isEmpty();
    assertThatThrownBy(() -> storage.localPath("file://host/a"))
        .hasMessage("file://host/a: it names host 'host' (expected: file:/path or file:///path)");
  }

  @Test
  void objectStoresCopyWhereOthersMove() throws IOException {
    assertThat(storage.movesAtomically("/data/x")).isTrue();
    assertThat(storage.movesAtomically("hdfs://host/x")).isTrue();
    assertThat(storage.movesAtomically("S3A://bucket/x")).isFalse();
    assertThat(storage.movesAtomically("gs://bucket/x")).isFalse();
    assertThat(storage.replacesWhole("/data/x")).isFalse();
    assertThatThrownBy(() -> storage.replace("/data/x"))
        .isInstanceOf(UnsupportedOperationException.class);
    Configuration cluster = new Configuration(false);
    cluster.set("fs.defaultFS", "s3a://bucket");
    assertThat(new HadoopStorage(cluster).movesAtomically("/data/x")).isFalse();
  }

  @Test
  void anUnknownSchemeSaysWhatIsMissing() {
    assertThatThrownBy(() -> storage.open("nosuch://bucket/x"))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith("nosuch://bucket/x: cannot read: No FileSystem for scheme")
        .hasMessageContaining("add the connector of this file system to the class path");
  }

  @Test
  void aMissingConnectorClassIsAStorageError() {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.lost.impl", "com.example.Lost");
    assertThatThrownBy(() -> new HadoopStorage(configuration).exists("lost://bucket/x"))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith("lost://bucket/x: cannot look up: ClassNotFoundException");
  }

  @Test
  void aFullDiskIsAStorageErrorThatSaysSo() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "a system with /dev/full");
    OutputStream out = new ExplainedOutput(Files.newOutputStream(full), "/data/x.gz");
    assertThatThrownBy(() -> out.write(new byte[1 << 17]))
        .isInstanceOf(StorageException.class)
        .hasMessage(
            "/data/x.gz: cannot write: no space left on the device;"
                + " free some or choose another place");
    out.close();
    out.close();
  }

  @Test
  void theErrorOfHadoopsLocalFileSystemIsAStorageErrorToo() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "a system with /dev/full");
    OtherFileSystem raw = new OtherFileSystem();
    raw.initialize(raw.getUri(), other());
    OutputStream broken = raw.append(new org.apache.hadoop.fs.Path(full.toString()));
    assertThatThrownBy(() -> new ExplainedOutput(broken, "hdfs://x/y").write(new byte[1 << 17]))
        .isInstanceOf(StorageException.class)
        .hasRootCauseMessage("No space left on device")
        .hasMessageStartingWith("hdfs://x/y: cannot write: no space left on the device");
  }

  @Test
  void aLinkIsDeletedButNotWhatItPointsTo(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("real"));
    Files.writeString(folder.resolve("real/x"), "x");
    Files.createDirectories(folder.resolve("go"));
    Files.createSymbolicLink(folder.resolve("go/link"), folder.resolve("real"));
    storage.delete(folder.resolve("go").toString());
    assertThat(folder.resolve("real/x")).exists();
    assertThat(folder.resolve("go")).doesNotExist();
  }

  @Test
  void anUnwritableFolderIsAStorageError(@TempDir Path folder) throws IOException {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    assertThat(locked.toFile().setWritable(false)).isTrue();
    // The kernel lets root write everywhere but to its own tables.
    Path refusing = Files.isWritable(locked) ? Path.of("/proc/sys") : locked;
    assumeTrue(Files.isDirectory(refusing), "a folder that refuses");
    String file = refusing.resolve("millrace-x").toString();
    assertThatThrownBy(() -> storage.writeBytes(file, new byte[] {1}))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith(file + ": ");
    assertThatThrownBy(() -> storage.createFolder(file))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith(file + ": ");
    assertThat(Set.of(refusing.toFile().list())).doesNotContain("millrace-x");
  }
}
