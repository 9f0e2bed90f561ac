package io.millrace.transforms.ingest.cifar;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.ingest.source.BuiltRecords;
import io.millrace.transforms.ingest.source.RecordReader;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads records from the middle of a file. */
final class CifarReader extends BuiltRecords {
  private final String file;
  private final CifarShape shape;
  private final InputStream in;
  private final Optional<byte[][]> labelNames;
  private final Optional<byte[][]> coarseNames;
  private final long end;
  private final byte[] record;
  private final byte[] image = new byte[CifarShape.IMAGE_BYTES];
  private long next;

  private CifarReader(
      String file,
      CifarShape shape,
      InputStream in,
      long from,
      long to,
      Optional<byte[][]> labelNames,
      Optional<byte[][]> coarseNames) {
    this.file = file;
    this.shape = shape;
    this.in = in;
    this.next = from;
    this.end = to;
    this.labelNames = labelNames;
    this.coarseNames = coarseNames;
    this.record = new byte[shape.recordBytes()];
  }

  static RecordReader open(Storage storage, Unit unit, CifarShape shape, long from, long to)
      throws IOException {
    String file = unit.name();
    String folder = file.substring(0, file.lastIndexOf('/') + 1);
    Optional<byte[][]> labels =
        CifarLabels.read(storage, folder + shape.labelNames(), shape.classes());
    Optional<byte[][]> coarse =
        shape.coarse()
            ? CifarLabels.read(
                storage, folder + "coarse_label_names.txt", CifarShape.COARSE_CLASSES)
            : Optional.empty();
    InputStream in = storage.open(file);
    try {
      in.skipNBytes(from * shape.recordBytes());
      return new CifarReader(file, shape, in, from, to, labels, coarse);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  @Override
  protected boolean read(ExampleBuilder example) throws IOException, RejectedRecordException {
    if (next == end) {
      return false;
    }
    int found = in.readNBytes(record, 0, record.length);
    if (found < record.length) {
      throw MillraceException.data(
          "%s: record %,d at byte %,d: found %,d bytes (expected: %,d); the file has changed since it was looked at"
              .formatted(file, next, next * record.length, found, record.length));
    }
    next++;
    if (shape.coarse()) {
      put(example, "coarse_label", record[0] & 0xff, CifarShape.COARSE_CLASSES, coarseNames);
    }
    put(example, "label", record[shape.labelBytes() - 1] & 0xff, shape.classes(), labelNames);
    shape.pixels(record, image);
    example
        .putLongs("channels", CifarShape.CHANNELS)
        .putLongs("height", CifarShape.SIDE)
        .putBytes("image", image)
        .putLongs("width", CifarShape.SIDE);
    return true;
  }

  private void put(
      ExampleBuilder example, String name, int label, int classes, Optional<byte[][]> names)
      throws RejectedRecordException {
    if (label >= classes) {
      throw new RejectedRecordException(
          "unknown_label",
          file,
          "record %d at byte %d".formatted(position(), position() * record.length),
          "%s %d (expected: 0 to %d); the file is damaged or of another kind"
              .formatted(name, label, classes - 1),
          record.clone());
    }
    example.putLongs(name, label);
    if (names.isPresent()) {
      example.putBytes(name + "_text", names.get()[label]);
    }
  }

  @Override
  public long position() {
    return next - 1;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
