package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
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
record InputSplit(List<ExampleSource.Unit> units, Map<String, Integer> buckets) {
  /**
   * Finds the input splits that the options name.
   *
   * @throws MillraceException if a pattern finds nothing, a file belongs to two splits, or the
   *     files do not fit together
   */
  static List<InputSplit> find(Storage storage, ExampleGenOptions options, ExampleSource source)
      throws IOException {
    Map<String, String> patterns = options.inputSplits();
    Map<String, Integer> hashed = options.hashBuckets().orElse(ExampleGenOptions.DEFAULT_BUCKETS);
    if (patterns.isEmpty()) {
      List<Storage.Entry> files = FilePattern.find(storage, options.input(), "input");
      return List.of(
          new InputSplit(checked(source.units(storage, options.input(), files), options), hashed));
    }
    checkFolder(storage, options.input());
    Map<String, String> owners = new HashMap<>();
    List<InputSplit> splits = new ArrayList<>();
    for (Map.Entry<String, String> split : patterns.entrySet()) {
      String place = Storage.resolve(options.input(), split.getValue());
      List<Storage.Entry> files =
          FilePattern.find(storage, place, "input_splits: " + split.getKey());
      for (Storage.Entry file : files) {
        String other = owners.put(file.uri(), split.getKey());
        if (other != null) {
          throw MillraceException.usage(
              "input_splits: %s is in '%s' and in '%s' (expected: each file in one split); narrow the patterns"
                  .formatted(file.uri(), other, split.getKey()));
        }
      }
      Map<String, Integer> buckets = patterns.size() == 1 ? hashed : Map.of(split.getKey(), 1);
      splits.add(new InputSplit(checked(source.units(storage, place, files), options), buckets));
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

  private static List<ExampleSource.Unit> checked(
      List<ExampleSource.Unit> units, ExampleGenOptions options) {
    if (units.stream().allMatch(unit -> unit.positions() == 0)) {
      throw MillraceException.data(
          "%s: no record: %s and all others are empty (expected: at least one record in each split); check the input, or hash_buckets and input_splits"
              .formatted(options.input(), units.get(0).files().get(0)));
    }
    return units;
  }
}
