package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.CorruptRecordException;
import io.millrace.records.TfRecordReader;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Files that an artefact has one of for each split: of {@code Split-NAME/FILE} as TFX writes them
 * today, of {@code NAME/FILE} as it once did, or one of them given by its path.
 *
 * @param split empty if neither the file's folder nor its name says it
 */
record SplitFiles(String split, String uri, byte[] content) {
  private static final String PREFIX = "Split-";
  private static final String TRAIN = "train";

  /**
   * Reads the files of an artefact, of one split, or one file.
   *
   * @param names that such files have, for folders
   * @param what they hold, for errors
   */
  static List<SplitFiles> read(Storage storage, String uri, List<String> names, String what)
      throws IOException {
    String path = uri.length() > 1 ? uri.replaceFirst("/+$", "") : uri;
    try {
      if (!storage.stat(path).folder()) {
        String folder = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        return List.of(new SplitFiles(split(folder), path, storage.readBytes(path)));
      }
      Optional<String> here = file(storage, path, names);
      if (here.isPresent()) {
        return List.of(new SplitFiles(split(path), here.get(), storage.readBytes(here.get())));
      }
      List<SplitFiles> found = new ArrayList<>();
      for (Storage.Entry entry : storage.list(path)) {
        if (entry.folder()) {
          Optional<String> file = file(storage, entry.uri(), names);
          if (file.isPresent()) {
            String split = entry.name().startsWith(PREFIX) ? split(entry.name()) : entry.name();
            found.add(new SplitFiles(split, file.get(), storage.readBytes(file.get())));
          }
        }
      }
      if (found.isEmpty()) {
        throw MillraceException.usage(
            path
                + ": found no "
                + String.join(" or ", names)
                + ", nor folders "
                + PREFIX
                + "NAME with one (expected: "
                + what
                + ")");
      }
      found.sort(Comparator.comparing((SplitFiles f) -> !f.split().equals(TRAIN)));
      return found;
    } catch (FileNotFoundException e) {
      throw MillraceException.usage(path + ": no such file or folder (expected: " + what + ")");
    }
  }

  private static Optional<String> file(Storage storage, String folder, List<String> names)
      throws IOException {
    return storage.list(folder).stream()
        .filter(e -> !e.folder() && names.contains(e.name()))
        .map(Storage.Entry::uri)
        .findFirst();
  }

  private static String split(String folder) {
    String name = folder.substring(folder.lastIndexOf('/') + 1);
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : "";
  }

  /** The messages in the file: its records if it is a TFRecord file, else all of it. */
  List<byte[]> messages() throws IOException {
    byte[] start = Arrays.copyOf(content, Math.min(content.length, Compression.DETECTION_BYTES));
    boolean records =
        content.length >= Compression.DETECTION_BYTES
            && (TfRecordReader.startsWithHeader(start)
                || Compression.detect(start) != Compression.NONE);
    if (!records) {
      return List.of(content);
    }
    List<byte[]> messages = new ArrayList<>();
    try (TfRecordReader reader = TfRecordReader.open(new ByteArrayInputStream(content), uri)) {
      while (reader.next()) {
        messages.add(reader.record());
      }
    } catch (CorruptRecordException e) {
      throw MillraceException.data(e.getMessage(), e);
    }
    return messages;
  }

  /** Whether it is written as text. */
  boolean isText() {
    return uri.endsWith("txt");
  }
}
