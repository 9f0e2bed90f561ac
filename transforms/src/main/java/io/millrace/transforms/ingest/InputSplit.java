package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.source.InputFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An input split and where its examples go.
 *
 * @param buckets output splits and their shares
 */
record InputSplit(InputFiles input, Map<String, Integer> buckets) {
  /**
   * Finds the input splits that the options name.
   *
   * @throws MillraceException if a pattern finds nothing, or a file belongs to two splits
   */
  static List<InputSplit> find(
      Storage storage, ExampleGenOptions options, FilePattern.Folders folders) throws IOException {
    Map<String, String> patterns = options.inputSplits();
    Map<String, Integer> hashed = options.hashBuckets().orElse(ExampleGenOptions.DEFAULT_BUCKETS);
    if (patterns.isEmpty()) {
      List<Storage.Entry> files = FilePattern.find(storage, options.input(), "input", folders);
      return List.of(new InputSplit(new InputFiles(options.input(), files), hashed));
    }
    checkFolder(storage, options.input());
    Map<String, String> owners = new HashMap<>();
    List<InputSplit> splits = new ArrayList<>();
    for (Map.Entry<String, String> split : patterns.entrySet()) {
      String place = Storage.resolve(options.input(), split.getValue());
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
      Map<String, Integer> buckets = patterns.size() == 1 ? hashed : Map.of(split.getKey(), 1);
      splits.add(new InputSplit(new InputFiles(place, files), buckets));
    }
    return splits;
  }

  private static void checkFolder(Storage storage, String input) throws IOException {
    if (!storage.exists(input) || !storage.stat(input).folder()) {
      throw MillraceException.usage(
          "input: %s: no such folder (expected: the folder of the patterns in input_splits)"
              .formatted(input));
    }
  }
}
