package io.millrace.model.evaluate;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesArtifact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
   * @throws MillraceException (usage) if a split is not there; (data) if the artefact is broken
   */
  static ExampleShards of(Storage storage, String uri, List<String> splits) throws IOException {
    ExamplesArtifact artefact = ExamplesArtifact.open(storage, uri);
    List<String> files = new ArrayList<>();
    long records = 0;
    for (String split : splits) {
      for (ExampleFile file : artefact.files(split)) {
        String name = file.uri().substring(file.uri().lastIndexOf('/') + 1);
        files.add("Split-" + split + "/" + name);
      }
      long inSplit = artefact.records(split);
      boolean known = records >= 0 && inSplit != ExampleFile.UNKNOWN;
      records = known ? records + inSplit : -1;
    }
    return new ExampleShards(uri, splits, List.copyOf(files), records);
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
