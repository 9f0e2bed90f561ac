package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceRecords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is read: all of the input, or what earlier runs have not read. */
final class NewInput {
  private final SourceContext driver;
  private final ExampleSource source;
  private final Optional<KnownFiles> known;

  /**
   * An input.
   *
   * @param known files that are left out; empty: none, and all have to be there
   */
  NewInput(SourceContext driver, ExampleSource source, Optional<KnownFiles> known) {
    this.driver = driver;
    this.source = source;
    this.known = known;
  }

  /** Input splits that the source has looked at. */
  record Prepared(InputSplit.Found found, SourceRecords records) {}

  /**
   * Prepares the source.
   *
   * @return empty if there is nothing new
   * @throws MillraceException (data) if a known file has changed, or there is something new in some
   *     input splits only
   */
  Optional<Prepared> prepare(InputSplit.Found all) throws IOException {
    if (known.isEmpty()) {
      return Optional.of(new Prepared(all, records(all)));
    }
    InputSplit.Found found = all;
    if (!source.readsFolders()) {
      found = newFiles(all);
      known.get().checkUnchanged(driver);
      if (isNothing(found, found.splits().stream().map(this::hasData).toList())) {
        return Optional.empty();
      }
    }
    SourceRecords records = records(found);
    if (source.readsFolders()) {
      known.get().checkUnchanged(driver);
      if (isNothing(
          found, ((FileSlices) records).units().stream().map(units -> !units.isEmpty()).toList())) {
        return Optional.empty();
      }
    }
    return Optional.of(new Prepared(found.spanned() ? found : spanned(found), records));
  }

  private SourceRecords records(InputSplit.Found found) throws IOException {
    return source.prepare(driver, found.splits().stream().map(InputSplit::input).toList());
  }

  private InputSplit.Found newFiles(InputSplit.Found all) {
    List<InputSplit> splits = new ArrayList<>();
    for (InputSplit split : all.splits()) {
      InputFiles input = split.input();
      List<Storage.Entry> files = input.files().stream().filter(known.get()::takes).toList();
      splits.add(
          new InputSplit(
              new InputFiles(input.place(), input.spanPlaces(), files), split.copiedAs()));
    }
    return new InputSplit.Found(splits, all.span(), all.version(), all.spanned());
  }

  private boolean hasData(InputSplit split) {
    return split.input().files().stream().anyMatch(file -> source.readsFile(file.name()));
  }

  private static boolean isNothing(InputSplit.Found found, List<Boolean> anyNew) {
    if (!anyNew.contains(true)) {
      return true;
    }
    int without = anyNew.indexOf(false);
    if (without >= 0) {
      throw MillraceException.data(
          "%s: no new file, but there are some in %s (expected: in all input splits or in none); run again when all are complete"
              .formatted(
                  found.splits().get(without).input().place(),
                  found.splits().get(anyNew.indexOf(true)).input().place()));
    }
    return false;
  }

  private InputSplit.Found spanned(InputSplit.Found found) {
    return new InputSplit.Found(
        found.splits(), known.get().nextSpan(), found.version(), found.spanned());
  }
}
