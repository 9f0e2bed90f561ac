package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.source.InputFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An input split and where its examples go.
 *
 * @param copiedAs the output split that it is; none: a rule divides it
 */
record InputSplit(InputFiles input, Optional<String> copiedAs) {
  /**
   * Finds the input splits that the options name.
   *
   * @throws MillraceException if a pattern finds nothing, or a file belongs to two splits
   */
  static List<InputSplit> find(
      Storage storage, ExampleGenOptions options, FilePattern.Folders folders) throws IOException {
    Map<String, String> patterns = options.inputSplits();
    if (options.input().isEmpty()) {
      throw MillraceException.usage("input: not given (expected: the folder of the input files)");
    }
    String input = options.input().get();
    if (patterns.isEmpty()) {
      List<Storage.Entry> files = FilePattern.find(storage, input, "input", folders);
      return List.of(new InputSplit(new InputFiles(input, files), Optional.empty()));
    }
    checkFolder(storage, input);
    Map<String, String> owners = new HashMap<>();
    List<InputSplit> splits = new ArrayList<>();
    for (Map.Entry<String, String> split : patterns.entrySet()) {
      String place = Storage.resolve(input, split.getValue());
      List<Storage.Entry> files =
          FilePattern.find(storage, place, "input_splits: " + split.getKey(), folders);
      for (Storage.Entry file : files) {
        String other = owners.put(file.uri(), split.getKey());
        if (other != null) {
          throw MillraceException.usage(
              "input_splits: %s is in '%s' and in '%s' (expected: each file in one split); narrow the patterns"
                  .formatted(file.uri(), other, split.getKey()));
        }
      }
      Optional<String> copiedAs =
          patterns.size() == 1 ? Optional.empty() : Optional.of(split.getKey());
      splits.add(new InputSplit(new InputFiles(place, files), copiedAs));
    }
    return splits;
  }

  /** For a source that reads no files. */
  static List<InputSplit> none(ExampleGenOptions options) {
    if (options.input().isPresent() || !options.inputSplits().isEmpty()) {
      throw MillraceException.usage(
          "input, input_splits: given, but this format reads no files (expected: neither)");
    }
    return List.of(new InputSplit(new InputFiles("the source", List.of()), Optional.empty()));
  }

  private static void checkFolder(Storage storage, String input) throws IOException {
    if (!storage.exists(input) || !storage.stat(input).folder()) {
      throw MillraceException.usage(
          "input: %s: no such folder (expected: the folder of the patterns in input_splits)"
              .formatted(input));
    }
  }
}
