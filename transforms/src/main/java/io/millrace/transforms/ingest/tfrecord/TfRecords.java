package io.millrace.transforms.ingest.tfrecord;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.CorruptRecordException;
import io.millrace.records.DeterministicForm;
import io.millrace.records.MalformedExampleException;
import io.millrace.records.TfRecordReader;
import io.millrace.transforms.ingest.format.TfRecordFormat.RecordType;
import io.millrace.transforms.ingest.source.RecordReader;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.util.Arrays;

/**
 * The records of a part of a file, where they lie unless they have to be encoded anew. Memory: the
 * longest record and a buffer of half a mebibyte.
 */
final class TfRecords implements RecordReader {
  private final TfRecordReader reader;
  private final String file;
  private final RecordType type;
  private final DeterministicForm form;
  private final long from;
  private final long to;
  private boolean ended;

  /** Where the last intact record began: what is damaged behind it belongs to it. */
  private long position;

  private byte[] record;
  private int offset;
  private int length;

  private TfRecords(TfRecordReader reader, String file, RecordType type, long from, long to) {
    this.reader = reader;
    this.file = file;
    this.type = type;
    this.form =
        type == RecordType.SEQUENCE_EXAMPLE
            ? DeterministicForm.ofSequenceExamples()
            : DeterministicForm.ofExamples();
    this.from = from;
    this.to = to;
  }

  /** Opens the records that begin at bytes from {@code from} to before {@code to}. */
  static TfRecords open(Storage storage, Unit unit, RecordType type, long from, long to)
      throws IOException {
    String file = unit.name();
    TfRecordReader reader =
        unit.packed()
            ? TfRecordReader.open(storage.open(file), file, TfRecordFile.OPTIONS)
            : TfRecordReader.openRange(
                storage.openChannel(file), file, from, to, TfRecordFile.OPTIONS);
    return new TfRecords(reader, file, type, from, to);
  }

  @Override
  public boolean next() throws IOException, RejectedRecordException {
    do {
      if (ended || !advance()) {
        ended = true;
        return false;
      }
      if (reader.damage() == null) {
        position = reader.byteOffset();
        ended = position >= to;
      }
    } while (ended || position < from);
    if (reader.damage() != null) {
      throw damaged(reader.damage());
    }
    record = reader.buffer();
    offset = reader.offset();
    length = reader.length();
    if (type != RecordType.BYTES && !form.isFormOf(record, offset, length)) {
      encode();
    }
    return true;
  }

  private boolean advance() throws IOException {
    try {
      return reader.next();
    } catch (CorruptRecordException e) {
      String advice = e.isAmbiguous() ? "; set split_files: false" : "";
      throw MillraceException.data(e.getMessage() + advice, e);
    }
  }

  private void encode() throws RejectedRecordException {
    try {
      record = form.encode(record, offset, length);
      offset = 0;
      length = record.length;
    } catch (MalformedExampleException e) {
      String message = type == RecordType.EXAMPLE ? "tf.Example" : "tf.SequenceExample";
      throw new RejectedRecordException(
          "malformed_example",
          file,
          "record at byte %,d".formatted(reader.byteOffset()),
          "found no %s: at its byte %,d %s (expected: %s); set record_type, or write the file again"
              .formatted(message, e.byteOffset(), e.found(), e.expected()),
          content());
    }
  }

  private RejectedRecordException damaged(CorruptRecordException damage) {
    String at = "record %,d at byte %,d".formatted(damage.recordIndex(), damage.byteOffset());
    String problem = damage.getMessage().substring((file + ": " + at + ": ").length());
    return new RejectedRecordException("damaged_record", file, at, problem, content());
  }

  private byte[] content() {
    int start = reader.offset();
    int bytes = Math.min(RejectedRecordException.KEPT_BYTES, reader.length());
    return Arrays.copyOfRange(reader.buffer(), start, start + bytes);
  }

  @Override
  public byte[] buffer() {
    return record;
  }

  @Override
  public int offset() {
    return offset;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
