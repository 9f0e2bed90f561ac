package io.millrace.transforms.ingest.idx;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.ingest.source.BuiltRecords;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.ingest.source.RecordReader;
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
 * Other files beside them are left alone.
 */
public final class IdxSource implements ExampleSource {
  private static final Pattern NAME =
      Pattern.compile("(.*?)(images[-.]idx[34]|labels[-.]idx1)-ubyte(?:\\.gz)?", Pattern.DOTALL);

  /** The images and labels of one name. */
  private static final class Pair {
    private Storage.Entry images;
    private Storage.Entry labels;
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
    return new FileSlices(
        Payload.EXAMPLE, units, IdxSource::open, "records", OptionalLong.of(records));
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

  private static RecordReader open(Storage storage, Unit unit, long from, long to)
      throws IOException {
    IdxFile images = IdxFile.open(storage, unit.files().get(0), IdxHeader.Kind.IMAGES);
    try {
      IdxFile labels = IdxFile.open(storage, unit.files().get(1), IdxHeader.Kind.LABELS);
      try {
        images.skipTo(from);
        labels.skipTo(from);
        return new PairReader(images, labels, from, to, to == unit.positions());
      } catch (IOException | RuntimeException e) {
        labels.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      images.close();
      throw e;
    }
  }

  private static final class PairReader extends BuiltRecords {
    private final IdxFile images;
    private final IdxFile labels;
    private final long end;
    private final boolean last;
    private final byte[] image;
    private final byte[] label = new byte[1];
    private long next;

    PairReader(IdxFile images, IdxFile labels, long start, long end, boolean last) {
      this.images = images;
      this.labels = labels;
      this.next = start;
      this.end = end;
      this.last = last;
      this.image = new byte[images.header().elementBytes()];
    }

    @Override
    protected boolean read(ExampleBuilder example) throws IOException {
      if (next == end) {
        if (last) {
          images.expectEnd();
          labels.expectEnd();
        }
        return false;
      }
      images.read(image);
      labels.read(label);
      IdxHeader header = images.header();
      example
          .putLongs("channels", header.channels())
          .putLongs("height", header.height())
          .putBytes("image", image)
          .putLongs("label", label[0] & 0xff)
          .putLongs("width", header.width());
      next++;
      return true;
    }

    @Override
    public long position() {
      return next - 1;
    }

    @Override
    public void close() throws IOException {
      try (IdxFile first = images;
          IdxFile second = labels) {
        // Both are closed, whatever happens to one.
      }
    }
  }
}
