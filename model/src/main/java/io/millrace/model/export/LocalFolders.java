package io.millrace.model.export;

import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies folders between storage and local disk, where TensorFlow's loader and saver work. */
public final class LocalFolders {
  private LocalFolders() {}

  /** Copies all below a folder of the storage into an existing local one. */
  public static void download(Storage storage, String fromUri, Path to) throws IOException {
    for (Storage.Entry entry : storage.list(fromUri)) {
      Path target = to.resolve(entry.name());
      if (entry.folder()) {
        download(storage, entry.uri(), Files.createDirectories(target));
      } else {
        try (InputStream in = storage.open(entry.uri())) {
          Files.copy(in, target);
        }
      }
    }
  }

  /**
   * Copies all files below a local folder, those named {@code last} at the end: who sees that file
   * sees the whole. The target files must not exist.
   */
  public static void upload(Path from, Storage storage, String toUri, String last)
      throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(from)) {
      walk.filter(Files::isRegularFile)
          .sorted(
              Comparator.comparing((Path file) -> file.getFileName().toString().equals(last))
                  .thenComparing(Comparator.naturalOrder()))
          .forEach(files::add);
    }
    for (Path file : files) {
      String relative = from.relativize(file).toString().replace('\\', '/');
      try (OutputStream out = storage.create(Storage.resolve(toUri, relative))) {
        Files.copy(file, out);
      }
    }
  }

  /** Deletes a local folder and all below it. */
  public static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
