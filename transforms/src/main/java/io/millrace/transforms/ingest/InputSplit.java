package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.span.LatestSpan;
import io.millrace.transforms.ingest.span.SpanFiles;
import io.millrace.transforms.ingest.span.SpanSelection;
import io.millrace.transforms.ingest.span.SpannedInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An input split and where its examples go.
 *
 * @param copiedAs the output split that it is; none: a rule divides it
 */
record InputSplit(InputFiles input, Optional<String> copiedAs) {
  /**
   * The input splits.
   *
   * @param span the largest that is read; 0 where the input names none
   * @param version empty where the input names none
   * @param spanned whether the input names spans
   */
  record Found(List<InputSplit> splits, long span, OptionalLong version, boolean spanned) {}

  /**
   * Finds the input splits that the options name.
   *
   * @throws MillraceException (usage) if a pattern finds nothing, a file belongs to two splits, or
   *     files are named for a source that reads none
   */
  static Found of(Storage storage, InputOptions options, ExampleSource source) throws IOException {
    if (!source.readsFiles()) {
      return none(options);
    }
    return find(
        storage,
        options,
        source.readsFolders() ? FilePattern.Folders.ITSELF : FilePattern.Folders.FILES);
  }

  private static Found find(Storage storage, InputOptions options, FilePattern.Folders folders)
      throws IOException {
    if (options.input().isEmpty()) {
      throw MillraceException.usage("input: not given (expected: the folder of the input files)");
    }
    String input = options.input().get();
    Map<String, String> places = places(input, options.inputSplits());
    if (!options.inputSplits().isEmpty() && !SpannedInput.namesSpans(input)) {
      checkFolder(storage, input);
    }
    SpannedInput found =
        SpannedInput.find(storage, places, options.spans(), new PlacedFiles(storage, folders));
    Map<String, String> owners = new HashMap<>();
    List<InputSplit> splits = new ArrayList<>();
    List<String> names = List.copyOf(options.inputSplits().keySet());
    for (Map.Entry<String, String> place : places.entrySet()) {
      List<SpanFiles> spans = found.files().get(place.getKey());
      InputFiles files =
          new InputFiles(
              place.getValue(),
              spans.stream().map(SpanFiles::place).toList(),
              spans.stream().flatMap(span -> span.files().stream()).toList());
      if (names.isEmpty()) {
        splits.add(new InputSplit(files, Optional.empty()));
        continue;
      }
      String name = names.get(splits.size());
      checkOwners(files, name, owners);
      splits.add(new InputSplit(files, names.size() == 1 ? Optional.empty() : Optional.of(name)));
    }
    return new Found(splits, found.span(), found.version(), found.hasSpans());
  }

  /** Where to look, by the name of the option that says so. */
  private static Map<String, String> places(String input, Map<String, String> patterns) {
    Map<String, String> places = new LinkedHashMap<>();
    patterns.forEach(
        (name, pattern) -> places.put("input_splits: " + name, Storage.resolve(input, pattern)));
    if (places.isEmpty()) {
      places.put("input", input);
    }
    return places;
  }

  private static void checkOwners(InputFiles files, String name, Map<String, String> owners) {
    for (Storage.Entry file : files.files()) {
      String other = owners.put(file.uri(), name);
      if (other != null) {
        throw MillraceException.usage(
            "input_splits: %s is in '%s' and in '%s' (expected: each file in one split); narrow the patterns"
                .formatted(file.uri(), other, name));
      }
    }
  }

  private static Found none(InputOptions options) {
    if (options.input().isPresent() || !options.inputSplits().isEmpty()) {
      throw MillraceException.usage(
          "input, input_splits: given, but this format reads no files (expected: neither)");
    }
    SpanSelection spans = options.spans();
    boolean latest = spans instanceof LatestSpan;
    if (!latest && spans.first() != spans.last()) {
      throw MillraceException.usage(
          "spans: several for a format that reads no files (expected: a static_range of one span)");
    }
    return new Found(
        List.of(new InputSplit(new InputFiles("the source", List.of()), Optional.empty())),
        latest ? 0 : spans.first(),
        OptionalLong.empty(),
        !latest);
  }

  private static void checkFolder(Storage storage, String input) throws IOException {
    if (!storage.exists(input) || !storage.stat(input).folder()) {
      throw MillraceException.usage(
          "input: %s: no such folder (expected: the folder of the patterns in input_splits)"
              .formatted(input));
    }
  }
}
