package io.millrace.artifacts.storage;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files of the local disk through the JDK. Hadoop's own local file systems are not used: the
 * checksummed one leaves {@code .crc} files, the raw one silently copies where it cannot rename,
 * starts processes to learn permissions and reports a full disk as an {@link Error}.
 */
final class LocalFiles {
  private static final int BUFFER_BYTES = 1 << 16;

  private LocalFiles() {}

  static InputStream open(Path path, String uri) throws IOException {
    if (Files.isDirectory(path)) {
      throw new StorageException(uri, "it is a folder (expected: a file)", null);
    }
    return new BufferedInputStream(
        new ExplainedInput(Files.newInputStream(path), uri), BUFFER_BYTES);
  }

  static SeekableByteChannel openChannel(Path path, String uri) throws IOException {
    if (Files.isDirectory(path)) {
      throw new StorageException(uri, "it is a folder (expected: a file)", null);
    }
    return FileChannel.open(path);
  }

  static OutputStream create(Path path, String uri) throws IOException {
    createFolder(path.toAbsolutePath().getParent(), uri);
    try {
      OutputStream out =
          Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new ExplainedOutput(new BufferedOutputStream(out, BUFFER_BYTES), uri);
    } catch (FileAlreadyExistsException e) {
      throw new StorageException(uri, "cannot create: it exists", e);
    } catch (NoSuchFileException e) {
      throw refused(uri, e);
    }
  }

  static Storage.Entry stat(Path path, String uri) throws IOException {
    BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
    Path last = path.toAbsolutePath().normalize().getFileName();
    return new Storage.Entry(
        uri,
        last == null ? "" : last.toString(),
        found.isDirectory(),
        found.isDirectory() ? 0 : found.size(),
        found.lastModifiedTime().toMillis());
  }

  static List<Path> children(Path path) throws IOException {
    try (Stream<Path> children = Files.list(path)) {
      return children
          .sorted(Comparator.comparing(child -> child.getFileName().toString()))
          .toList();
    }
  }

  static void createFolder(Path path, String uri) throws IOException {
    try {
      Files.createDirectories(path);
    } catch (FileAlreadyExistsException e) {
      throw new StorageException(
          uri, "cannot create: " + e.getFile() + " is a file (expected: a folder)", e);
    } catch (NoSuchFileException e) {
      throw refused(uri, e);
    }
  }

  /** Some file systems of the kernel call a new name missing; that must not look like an input. */
  private static StorageException refused(String uri, IOException cause) {
    return new StorageException(uri, "cannot create: the file system takes no new entries", cause);
  }

  static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    // A walk does not follow links, so what they point to stays.
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  static void move(Path from, Path to, String toUri) throws IOException {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new StorageException(toUri, "cannot move there: it exists", null);
    }
    createFolder(to.toAbsolutePath().getParent(), toUri);
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new StorageException(
          toUri, "cannot move " + from + " there: it lies on another device", e);
    }
  }
}
