package io.millrace.transforms.ingest.cifar;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.format.CifarFormat;
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
import java.util.OptionalLong;

/**
 * The binary files of CIFAR-10 and CIFAR-100. An example has the features {@code image} (3,072 raw
 * bytes), {@code height}, {@code width}, {@code channels} and {@code label}, for CIFAR-100 also
 * {@code coarse_label}; where the files with the names of the classes lie beside the data, {@code
 * label_text} and {@code coarse_label_text}. Other files are left alone.
 */
public final class CifarSource implements ExampleSource {
  private final CifarShape shape;

  /** A source with these options. */
  public CifarSource(CifarFormat format) {
    shape = new CifarShape(format.classes(), format.layout());
  }

  @Override
  public boolean readsFile(String name) {
    return shape.named(name);
  }

  @Override
  public SourceRecords prepare(SourceContext context, List<InputFiles> inputs) throws IOException {
    List<List<Unit>> units = new ArrayList<>();
    for (InputFiles input : inputs) {
      List<Unit> found =
          input.files().stream().filter(file -> readsFile(file.name())).map(this::unit).toList();
      if (found.isEmpty()) {
        throw MillraceException.usage(
            "%s: found no file of CIFAR-%d, only %s and the like (expected: names such as %s)"
                .formatted(
                    input.place(),
                    shape.classes(),
                    input.files().get(0).name(),
                    shape.expectedNames()));
      }
      units.add(found);
    }
    long records = units.stream().flatMap(List::stream).mapToLong(Unit::positions).sum();
    CifarShape files = shape;
    return new FileSlices(
        Payload.EXAMPLE,
        units,
        (storage, unit, from, to) -> CifarReader.open(storage, unit, files, from, to),
        "records",
        OptionalLong.of(records));
  }

  private Unit unit(Storage.Entry file) {
    int bytes = shape.recordBytes();
    long records = file.length() / bytes;
    long rest = file.length() % bytes;
    if (rest != 0) {
      throw MillraceException.data(
          "%s: record %,d at byte %,d: found %,d bytes (expected: %,d, as each record of CIFAR-%d has); the file is truncated or of another kind, fetch it again or change classes"
              .formatted(file.uri(), records, records * bytes, rest, bytes, shape.classes()));
    }
    return new Unit(List.of(file.uri()), records, file.length(), false);
  }
}
