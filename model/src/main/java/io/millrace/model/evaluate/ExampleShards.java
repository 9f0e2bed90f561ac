package io.millrace.model.evaluate;

import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The shards of some splits.
 *
 * @param uri the Examples artefact
 * @param files relative to it
 * @param records in all, or -1 if the artefact has no manifest
 */
record ExampleShards(String uri, List<String> splits, List<String> files, long records) {

  /**
   * Lists the shards.
   *
   * @throws MillraceException (usage) if a split is not there
   */
  static ExampleShards of(Storage storage, String uri, List<String> splits) throws IOException {
    List<String> files = new ArrayList<>();
    for (String split : splits) {
      String folder = "Split-" + split;
      for (Storage.Entry entry : entries(storage, uri, folder)) {
        boolean hidden = entry.name().startsWith("_") || entry.name().startsWith(".");
        if (!entry.folder() && !hidden) {
          files.add(folder + "/" + entry.name());
        }
      }
    }
    if (files.isEmpty()) {
      throw MillraceException.data(
          Storage.resolve(uri, "Split-" + splits.get(0))
              + ": found no files (expected: shards of examples); run example-gen again");
    }
    return new ExampleShards(uri, splits, List.copyOf(files), records(storage, uri, splits));
  }

  private static List<Storage.Entry> entries(Storage storage, String uri, String folder)
      throws IOException {
    try {
      return storage.list(Storage.resolve(uri, folder));
    } catch (FileNotFoundException e) {
      List<String> found = new ArrayList<>();
      for (Storage.Entry entry : storage.list(uri)) {
        if (entry.folder() && entry.name().startsWith("Split-")) {
          found.add(entry.name().substring("Split-".length()));
        }
      }
      throw MillraceException.usage(
          "splits: "
              + folder.substring("Split-".length())
              + " (expected: of "
              + found
              + ", the splits of "
              + uri
              + ")");
    }
  }

  private static long records(Storage storage, String uri, List<String> splits) throws IOException {
    Optional<Manifest> manifest = Manifest.readIfPresent(storage, uri);
    if (manifest.isEmpty() || !manifest.get().splits().containsAll(splits)) {
      return -1;
    }
    return splits.stream().mapToLong(manifest.get()::records).sum();
  }

  /**
   * Holds the examples that were evaluated against the manifest.
   *
   * @throws MillraceException (data) if the counts differ
   */
  void requireRecords(long evaluated) {
    if (records >= 0 && records != evaluated) {
      throw MillraceException.data(
          String.format(
              Locale.ROOT,
              "%s: found %,d examples (expected: %,d, by manifest.json); a shard was replaced or"
                  + " removed, run example-gen again",
              describe(),
              evaluated,
              records));
    }
  }

  /** {@code split eval of /data/examples}. */
  String describe() {
    return (splits.size() == 1 ? "split " : "splits ") + String.join(", ", splits) + " of " + uri;
  }
}
