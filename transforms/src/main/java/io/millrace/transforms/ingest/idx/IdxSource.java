package io.millrace.transforms.ingest.idx;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.format.IdxFormat;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceRecords;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The IDX files of the MNIST family: {@code NAME-images-idx3-ubyte} (or {@code idx4}, with
 * channels) with {@code NAME-labels-idx1-ubyte}, each gzipped or not. An example has the features
 * {@code image} (the raw bytes), {@code height}, {@code width}, {@code channels} and {@code label}.
 * With a mapping file also {@code label_text}. Other files beside them are left alone.
 */
public final class IdxSource implements ExampleSource {
  private static final Pattern NAME =
      Pattern.compile("(.*?)(images[-.]idx[34]|labels[-.]idx1)-ubyte(?:\\.gz)?", Pattern.DOTALL);

  private final IdxFormat format;

  /** A source with these options. */
  public IdxSource(IdxFormat format) {
    this.format = format;
  }

  /** The images and labels of one name. */
  private static final class Pair {
    private Storage.Entry images;
    private Storage.Entry labels;
  }

  @Override
  public boolean readsFile(String name) {
    return NAME.matcher(name).matches();
  }

  @Override
  public SourceRecords prepare(SourceContext context, List<InputFiles> inputs) throws IOException {
    List<List<Unit>> units = new ArrayList<>();
    for (InputFiles input : inputs) {
      List<Unit> found = new ArrayList<>();
      for (Pair pair : pairs(input.place(), input.files()).values()) {
        found.add(unit(context.storage(), pair));
      }
      units.add(found);
    }
    long records = units.stream().flatMap(List::stream).mapToLong(Unit::positions).sum();
    LabelMapping mapping =
        format.mapping().isPresent()
            ? LabelMapping.read(context.storage(), format.mapping().get())
            : null;
    IdxReader.Conversion conversion = new IdxReader.Conversion(format.transpose(), mapping);
    return new FileSlices(
        Payload.EXAMPLE,
        units,
        (storage, unit, from, to) -> IdxReader.open(storage, unit, from, to, conversion),
        "records",
        OptionalLong.of(records));
  }

  private static Map<String, Pair> pairs(String place, List<Storage.Entry> files) {
    Map<String, Pair> pairs = new TreeMap<>();
    for (Storage.Entry file : files) {
      Matcher name = NAME.matcher(file.name());
      if (name.matches()) {
        String folder = file.uri().substring(0, file.uri().length() - file.name().length());
        Pair pair = pairs.computeIfAbsent(folder + name.group(1), k -> new Pair());
        boolean images = name.group(2).startsWith("images");
        Storage.Entry other = images ? pair.images : pair.labels;
        if (other != null) {
          throw MillraceException.data(
              "%s: stands beside %s (expected: one of them); remove one"
                  .formatted(file.uri(), other.name()));
        }
        if (images) {
          pair.images = file;
        } else {
          pair.labels = file;
        }
      }
    }
    if (pairs.isEmpty()) {
      throw MillraceException.usage(
          "%s: found no IDX file, only %s (expected: names such as train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz)"
              .formatted(place, some(files)));
    }
    pairs.values().forEach(IdxSource::checkWhole);
    return pairs;
  }

  private static void checkWhole(Pair pair) {
    Storage.Entry found = pair.images == null ? pair.labels : pair.images;
    if (pair.images == null || pair.labels == null) {
      boolean labels = pair.images == null;
      throw MillraceException.data(
          "%s: %s without %s: found no %s among the input (expected: it beside the %s)"
              .formatted(
                  found.uri(),
                  labels ? "labels" : "images",
                  labels ? "images" : "labels",
                  labels
                      ? found.name().replace("labels", "images").replace("idx1", "idx3")
                      : found.name().replace("images", "labels").replaceAll("idx[34]", "idx1"),
                  labels ? "labels" : "images"));
    }
  }

  private static String some(List<Storage.Entry> files) {
    int shown = Math.min(3, files.size());
    String names =
        String.join(", ", files.subList(0, shown).stream().map(Storage.Entry::name).toList());
    return files.size() == shown ? names : names + " and " + (files.size() - shown) + " more";
  }

  private static Unit unit(Storage storage, Pair pair) throws IOException {
    try (IdxFile images = IdxFile.open(storage, pair.images.uri(), IdxHeader.Kind.IMAGES);
        IdxFile labels = IdxFile.open(storage, pair.labels.uri(), IdxHeader.Kind.LABELS)) {
      images.checkLength(pair.images.length());
      labels.checkLength(pair.labels.length());
      if (images.header().count() != labels.header().count()) {
        throw MillraceException.data(
            "%s: found %,d images, but %s has %,d labels (expected: as many); do they belong together?"
                .formatted(
                    pair.images.uri(),
                    images.header().count(),
                    pair.labels.uri(),
                    labels.header().count()));
      }
      return new Unit(
          List.of(pair.images.uri(), pair.labels.uri()),
          images.header().count(),
          images.expectedBytes() + labels.expectedBytes(),
          images.packed());
    }
  }
}
