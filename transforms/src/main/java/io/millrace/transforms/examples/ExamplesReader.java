package io.millrace.transforms.examples;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.CorruptRecordException;
import io.millrace.records.MalformedExampleException;
import io.millrace.records.TfRecordReader;
import java.io.FileNotFoundException;
import java.io.IOException;

/**
 * Reads the records of one file of an Examples artefact, in place: {@link #buffer()}, {@link
 * #offset()} and {@link #length()} show the current one until the next call of {@link #next()}.
 * Errors are {@link MillraceException}s that name the file. Belongs to one thread.
 */
public final class ExamplesReader implements AutoCloseable {
  private final ExampleFile file;
  private final TfRecordReader reader;
  private long count;

  private ExamplesReader(ExampleFile file, TfRecordReader reader) {
    this.file = file;
    this.reader = reader;
  }

  /**
   * Opens a file.
   *
   * @throws MillraceException data if it is missing, environment if it cannot be read
   */
  public static ExamplesReader open(Storage storage, ExampleFile file) {
    try {
      return new ExamplesReader(file, TfRecordReader.open(storage.open(file.uri()), file.uri()));
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
  public boolean next() {
    try {
      if (reader.next()) {
        count++;
        return true;
      }
    } catch (IOException e) {
      throw explained(file, e);
    }
    if (file.records() != ExampleFile.UNKNOWN && file.records() != count) {
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

  /** The error to raise for the current record when it is no tf.Example. */
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

  /** The array that holds the current record; the reader's own. */
  public byte[] buffer() {
    return reader.buffer();
  }

  /** Where the current record starts in {@link #buffer()}. */
  public int offset() {
    return reader.offset();
  }

  /** The length of the current record in bytes. */
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
