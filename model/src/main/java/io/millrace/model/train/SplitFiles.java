package io.millrace.model.train;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * The shards of a split.
 *
 * @param records in all, or -1 where there is no manifest that says so
 */
record SplitFiles(String split, List<String> files, long records) implements Serializable {
  private static final long serialVersionUID = 1L;

  SplitFiles {
    files = List.copyOf(files);
  }

  /**
   * Finds the shards.
   *
   * @param option the trainer's option that names the split, for messages
   * @throws MillraceException (usage) if the artefact has no such split, (data) if it is empty
   */
  static SplitFiles find(Storage storage, String artefactUri, String split, String option)
      throws IOException {
    List<String> splits = ArtifactLayout.splits(storage, artefactUri);
    if (!splits.contains(split)) {
      throw MillraceException.usage(
          option
              + ": no split '"
              + split
              + "' in "
              + artefactUri
              + " (expected: one of "
              + splits
              + ")");
    }
    String folder = ArtifactLayout.split(artefactUri, split);
    Optional<Manifest> manifest = Manifest.readIfPresent(storage, artefactUri);
    List<String> names =
        manifest.isPresent()
            ? manifest.get().files(split).stream().map(Manifest.ShardFile::name).toList()
            : storage.list(folder).stream().map(Storage.Entry::name).toList();
    long records = manifest.map(m -> m.records(split)).orElse(-1L);
    if (names.isEmpty() || records == 0) {
      throw MillraceException.data(
          folder + ": no examples (expected: at least 1); check the splits of ExampleGen");
    }
    return new SplitFiles(
        split, names.stream().map(name -> Storage.resolve(folder, name)).toList(), records);
  }
}
