package io.millrace.model.train;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesArtifact;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * The shards of a split.
 *
 * @param records in all, or {@link ExampleFile#UNKNOWN} where there is no manifest
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
   * @throws MillraceException (usage) if the artefact has no such split, (data) if it is empty, or
   *     as {@link ExamplesArtifact#open}
   */
  static SplitFiles find(Storage storage, String artefactUri, String split, String option)
      throws IOException {
    ExamplesArtifact examples = ExamplesArtifact.open(storage, artefactUri);
    List<String> splits = examples.splits();
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
    List<String> files = examples.files(split).stream().map(ExampleFile::uri).toList();
    long records = examples.records(split);
    if (files.isEmpty() || records == 0) {
      throw MillraceException.data(
          ArtifactLayout.split(artefactUri, split)
              + ": no examples (expected: at least 1); check the splits of ExampleGen");
    }
    return new SplitFiles(split, files, records);
  }
}
