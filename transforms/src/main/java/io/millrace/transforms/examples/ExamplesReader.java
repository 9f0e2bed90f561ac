package io.millrace.transforms.examples;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.CorruptRecordException;
import io.millrace.records.MalformedExampleException;
import io.millrace.records.ReaderOptions;
import io.millrace.records.TfRecordReader;
import java.io.FileNotFoundException;
import java.io.IOException;

/** Reads the records of one file of an Examples artefact, or of a range of it, in place. */
public final class ExamplesReader implements ExampleStream {
  private final ExampleFile file;
  private final TfRecordReader reader;
  private final boolean whole;
  private long count;

  private ExamplesReader(ExampleFile file, TfRecordReader reader, boolean whole) {
    this.file = file;
    this.reader = reader;
    this.whole = whole;
  }

  /**
   * Opens a file.
   *
   * @throws MillraceException data if it is missing, environment if it cannot be read
   */
  public static ExamplesReader open(Storage storage, ExampleFile file) {
    try {
      return new ExamplesReader(
          file, TfRecordReader.open(storage.open(file.uri()), file.uri()), true);
    } catch (IOException e) {
      throw explained(file, e);
    }
  }

  /**
   * Opens a range of a file that is not packed: the records that begin at bytes from {@code from}
   * to before {@code to}. Ranges that cover the file give each record once.
   *
   * @throws MillraceException as {@link #open}
   */
  static ExamplesReader openRange(Storage storage, ExampleFile file, long from, long to) {
    try {
      return new ExamplesReader(
          file,
          TfRecordReader.openRange(
              storage.openChannel(file.uri()), file.uri(), from, to, ReaderOptions.DEFAULT),
          false);
    } catch (IOException e) {
      throw explained(file, e);
    }
  }

  /**
   * Goes to the next record.
   *
   * @return false at the end of the file
   * @throws MillraceException data if the file is truncated, damaged, or holds another number of
   *     records than the manifest says; environment if it cannot be read
   */
  @Override
  public boolean next() {
    try {
      if (reader.next()) {
        count++;
        return true;
      }
    } catch (IOException e) {
      throw explained(file, e);
    }
    if (whole && file.records() != ExampleFile.UNKNOWN && file.records() != count) {
      throw MillraceException.data(
          "%s: found %,d records (expected: %,d, as manifest.json says); write the artefact again"
              .formatted(file.uri(), count, file.records()));
    }
    return false;
  }

  private static MillraceException explained(ExampleFile file, IOException e) {
    if (e instanceof CorruptRecordException) {
      return MillraceException.data(e.getMessage(), e);
    }
    if (e instanceof FileNotFoundException) {
      return MillraceException.data(
          file.uri() + ": no such file (expected: a file of examples); was the artefact deleted?",
          e);
    }
    return MillraceException.environment(
        file.uri() + ": cannot be read: " + e.getMessage() + "; check the storage", e);
  }

  @Override
  public MillraceException malformed(MalformedExampleException e) {
    return MillraceException.data(
        "%s: record %,d at byte %,d: %s; write the artefact again"
            .formatted(file.uri(), reader.index(), reader.byteOffset(), e.getMessage()),
        e);
  }

  /** The file that is read. */
  public ExampleFile file() {
    return file;
  }

  @Override
  public String source() {
    return file.uri();
  }

  /** Of a range nobody knows how many records are before it. */
  @Override
  public String positionUnit() {
    return whole ? "record" : "record at byte";
  }

  @Override
  public long position() {
    return whole ? reader.index() : reader.byteOffset();
  }

  @Override
  public byte[] buffer() {
    return reader.buffer();
  }

  @Override
  public int offset() {
    return reader.offset();
  }

  @Override
  public int length() {
    return reader.length();
  }

  /** A copy of the current record. */
  public byte[] record() {
    return reader.record();
  }

  /** The index of the current record in the file, from 0. */
  public long index() {
    return reader.index();
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw explained(file, e);
    }
  }
}
