package io.millrace.model.testing;

import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Storage over local files, without Hadoop. */
public final class LocalStorage implements Storage {
  private static final long serialVersionUID = 1L;

  @Override
  public InputStream open(String uri) throws IOException {
    stat(uri);
    return Files.newInputStream(Path.of(uri));
  }

  @Override
  public SeekableByteChannel openChannel(String uri) throws IOException {
    stat(uri);
    return Files.newByteChannel(Path.of(uri));
  }

  @Override
  public OutputStream create(String uri) throws IOException {
    Path path = Path.of(uri);
    Files.createDirectories(path.getParent());
    return Files.newOutputStream(path, StandardOpenOption.CREATE_NEW);
  }

  @Override
  public boolean movesAtomically(String uri) {
    return true;
  }

  @Override
  public boolean exists(String uri) {
    return Files.exists(Path.of(uri));
  }

  @Override
  public Entry stat(String uri) throws IOException {
    Path path = Path.of(uri);
    if (!Files.exists(path)) {
      throw new FileNotFoundException(uri);
    }
    boolean folder = Files.isDirectory(path);
    return new Entry(
        uri,
        path.getFileName().toString(),
        folder,
        folder ? 0 : Files.size(path),
        Files.getLastModifiedTime(path).toMillis());
  }

  @Override
  public List<Entry> list(String uri) throws IOException {
    if (!exists(uri)) {
      throw new FileNotFoundException(uri);
    }
    try (Stream<Path> children = Files.list(Path.of(uri))) {
      return children
          .sorted(Comparator.comparing(child -> child.getFileName().toString()))
          .map(this::entry)
          .toList();
    }
  }

  private Entry entry(Path path) {
    try {
      return stat(path.toString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void createFolder(String uri) throws IOException {
    Files.createDirectories(Path.of(uri));
  }

  @Override
  public void delete(String uri) throws IOException {
    if (!exists(uri)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(Path.of(uri))) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Override
  public void move(String fromUri, String toUri) throws IOException {
    Files.createDirectories(Path.of(toUri).getParent());
    Files.move(Path.of(fromUri), Path.of(toUri));
  }
}
