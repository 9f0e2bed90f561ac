package io.millrace.transforms.ingest.text;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.format.TextFormat;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.FileNaming;
import io.millrace.transforms.ingest.source.FilePacks;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.FileTree;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.Labels;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceRecords;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Text documents. An example of a file has the features {@code text} (UTF-8), {@code name} (without
 * folders) and, where the folders say so, {@code label} and {@code split}; one of a line has {@code
 * text} and, with a separator, {@code label}. An empty document is an empty text, not a missing
 * one.
 */
public final class TextSource implements ExampleSource {
  private final TextFormat format;

  /** A source with these options. */
  public TextSource(TextFormat format) {
    this.format = format;
  }

  @Override
  public boolean readsFolders() {
    return !format.lines();
  }

  @Override
  public SourceRecords prepare(SourceContext context, List<InputFiles> inputs) throws IOException {
    return format.lines() ? lines(context.storage(), inputs) : files(context, inputs);
  }

  private SourceRecords lines(Storage storage, List<InputFiles> inputs) throws IOException {
    List<List<Unit>> units = new ArrayList<>();
    for (InputFiles input : inputs) {
      List<Unit> found = new ArrayList<>();
      for (Storage.Entry file : input.files()) {
        checkPlain(storage, file.uri());
        found.add(new Unit(List.of(file.uri()), file.length(), file.length(), false));
      }
      units.add(found);
    }
    LineOptions options =
        new LineOptions(
            format.encoding(),
            format.separator().orElse(null),
            Labels.of(format.labels()),
            format.maxBytes());
    return new FileSlices(
        Payload.EXAMPLE,
        units,
        (files, unit, from, to) -> LineReader.open(files, unit, from, to, options),
        "bytes",
        OptionalLong.empty());
  }

  private static void checkPlain(Storage storage, String uri) throws IOException {
    try (InputStream in = storage.open(uri)) {
      byte[] start = in.readNBytes(2);
      if (start.length == 2 && start[0] == 0x1f && start[1] == (byte) 0x8b) {
        throw MillraceException.data(
            "%s: byte 0: found gzip data (expected: plain text); unpack it".formatted(uri));
      }
    }
  }

  private SourceRecords files(SourceContext context, List<InputFiles> inputs) throws IOException {
    FileNaming naming = FileNaming.of(Optional.empty(), format.unlabelled());
    List<List<Unit>> units = new ArrayList<>();
    int depth = 0;
    for (InputFiles input : inputs) {
      FileTree tree = FileTree.list(context, input, naming);
      int found = tree.depth(naming);
      if (depth != 0 && depth != found) {
        throw MillraceException.usage(
            "%s: found %d names down to its files, %d in another input split (expected: %s in all)"
                .formatted(input.place(), found, depth, naming.shape()));
      }
      depth = found;
      FilePacks packs = new FilePacks(1);
      tree.forEach(packs);
      units.add(packs.units());
    }
    int names = depth;
    String encoding = format.encoding();
    int maxBytes = format.maxBytes();
    Labels labels = Labels.of(format.labels());
    long records = units.stream().flatMap(List::stream).mapToLong(Unit::positions).sum();
    return new FileSlices(
        Payload.EXAMPLE,
        units,
        (storage, unit, from, to) ->
            new DocumentReader(
                storage,
                unit,
                from,
                to,
                new DocumentReader.Options(naming, names, encoding, labels, maxBytes)),
        "files",
        OptionalLong.of(records));
  }
}
