package io.millrace.transforms.ingest.idx;

import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.ingest.source.BuiltRecords;
import io.millrace.transforms.ingest.source.RecordReader;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.io.Serializable;

/** Reads the images of one file with the labels of another, from their middle. */
final class IdxReader extends BuiltRecords {
  /** What becomes of an image and its label; no mapping, no text. */
  record Conversion(boolean transpose, LabelMapping mapping) implements Serializable {}

  private final IdxFile images;
  private final IdxFile labels;
  private final long end;
  private final boolean last;
  private final String file;
  private final Conversion conversion;
  private final byte[] image;
  private final byte[] transposed;
  private final byte[] label = new byte[1];
  private long next;

  private IdxReader(
      IdxFile images,
      IdxFile labels,
      long start,
      long end,
      boolean last,
      String file,
      Conversion conversion) {
    this.images = images;
    this.labels = labels;
    this.next = start;
    this.end = end;
    this.last = last;
    this.file = file;
    this.conversion = conversion;
    this.image = new byte[images.header().elementBytes()];
    this.transposed = conversion.transpose ? new byte[image.length] : image;
  }

  static RecordReader open(Storage storage, Unit unit, long from, long to, Conversion conversion)
      throws IOException {
    IdxFile images = IdxFile.open(storage, unit.files().get(0), IdxHeader.Kind.IMAGES);
    try {
      IdxFile labels = IdxFile.open(storage, unit.files().get(1), IdxHeader.Kind.LABELS);
      try {
        images.skipTo(from);
        labels.skipTo(from);
        return new IdxReader(
            images, labels, from, to, to == unit.positions(), unit.name(), conversion);
      } catch (IOException | RuntimeException e) {
        labels.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      images.close();
      throw e;
    }
  }

  @Override
  protected boolean read(ExampleBuilder example) throws IOException, RejectedRecordException {
    if (next == end) {
      if (last) {
        images.expectEnd();
        labels.expectEnd();
      }
      return false;
    }
    images.read(image);
    labels.read(label);
    next++;
    IdxHeader header = images.header();
    if (conversion.mapping != null) {
      example.putBytes("label_text", text(label[0] & 0xff));
    }
    if (conversion.transpose) {
      header.transpose(image, transposed);
    }
    example
        .putLongs("channels", header.channels())
        .putLongs("height", conversion.transpose ? header.width() : header.height())
        .putBytes("image", transposed)
        .putLongs("label", label[0] & 0xff)
        .putLongs("width", conversion.transpose ? header.height() : header.width());
    return true;
  }

  private byte[] text(int number) throws RejectedRecordException {
    byte[] text = conversion.mapping.texts()[number];
    if (text == null) {
      throw new RejectedRecordException(
          "unknown_label",
          file,
          "record " + position(),
          "label %d is not in the mapping file (expected: a line for each label); is it the mapping of this set?"
              .formatted(number),
          label.clone());
    }
    return text;
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
