package io.millrace.model.push;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The files of a SavedModel, {@code saved_model.pb} last: model servers take a folder with that
 * file as complete.
 *
 * @param folder the SavedModel
 * @param files below it, with their lengths in bytes
 */
record ModelFiles(Storage storage, String folder, List<File> files) {
  static final String SAVED_MODEL = "saved_model.pb";

  /** One file; the path is relative to the folder. */
  record File(String path, long length) {}

  /** Lists the files of a SavedModel folder, with those in folders below. */
  static ModelFiles list(Storage storage, String folder) throws IOException {
    List<File> files = new ArrayList<>();
    collect(storage, folder, "", files);
    files.sort(
        java.util.Comparator.comparing((File file) -> file.path().equals(SAVED_MODEL))
            .thenComparing(File::path));
    return new ModelFiles(storage, folder, List.copyOf(files));
  }

  private static void collect(Storage storage, String folder, String prefix, List<File> files)
      throws IOException {
    for (Storage.Entry entry : storage.list(folder)) {
      String path = prefix + entry.name();
      if (entry.folder()) {
        collect(storage, Storage.resolve(folder, entry.name()), path + "/", files);
      } else {
        files.add(new File(path, entry.length()));
      }
    }
  }

  /** The number of files. */
  int size() {
    return files.size();
  }

  /**
   * Copies all files, {@code saved_model.pb} last.
   *
   * @throws MillraceException (data) if a file changed while it was copied
   */
  void copyTo(String target) throws IOException {
    for (File file : files) {
      String from = Storage.resolve(folder, file.path());
      long copied;
      try (InputStream in = storage.open(from);
          OutputStream out = storage.create(Storage.resolve(target, file.path()))) {
        copied = in.transferTo(out);
      }
      if (copied != file.length()) {
        throw MillraceException.data(
            String.format(
                Locale.ROOT,
                "%s: found %,d bytes (expected: %,d); the model changed while it was pushed",
                from,
                copied,
                file.length()));
      }
    }
  }
}
