package io.millrace.transforms.ingest.csv;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.artifacts.storage.StorageException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;

/**
 * The text of a file from some byte on: unpacked, and translated if its encoding asks for that.
 * Damage of the packed data or the encoding is told with the file. Belongs to one thread.
 */
final class TextInput extends InputStream {
  private final String file;
  private final InputStream in;
  private long position;

  private TextInput(String file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /**
   * Opens a file.
   *
   * @param from a byte of the unpacked and translated text
   * @throws MillraceException (data) if it is missing or damaged before {@code from}
   */
  static TextInput open(
      Storage storage, String file, Packing packing, TextEncoding encoding, long from)
      throws IOException {
    InputStream raw;
    try {
      raw = storage.open(file);
    } catch (FileNotFoundException e) {
      throw MillraceException.data(file + ": no such file (expected: one of the input)", e);
    }
    try {
      TextInput text = new TextInput(file, unpacked(file, raw, packing, encoding));
      text.skipAll(from);
      return text;
    } catch (IOException | RuntimeException e) {
      try {
        raw.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static InputStream unpacked(
      String file, InputStream raw, Packing packing, TextEncoding encoding) throws IOException {
    InputStream unpacked;
    try {
      // The bzip2 and Zstandard readers ask for single bytes.
      unpacked = packing == Packing.NONE ? raw : packing.unpack(new BufferedInputStream(raw));
    } catch (StorageException e) {
      throw e;
    } catch (IOException e) {
      throw MillraceException.data(
          "%s: found %s (expected: intact %s data); fetch it again"
              .formatted(file, e.getMessage(), packing),
          e);
    }
    return encoding.streamed() ? new TranslatedInput(unpacked, encoding.charset()) : unpacked;
  }

  private void skipAll(long from) throws IOException {
    while (position < from) {
      long skipped = explained(() -> in.skip(from - position));
      if (skipped <= 0) {
        if (read() < 0) {
          return;
        }
      } else {
        position += skipped;
      }
    }
  }

  @Override
  public int read() throws IOException {
    int b = explained(() -> (long) in.read()).intValue();
    position += b < 0 ? 0 : 1;
    return b;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = explained(() -> (long) in.read(target, offset, length)).intValue();
    position += Math.max(0, count);
    return count;
  }

  @FunctionalInterface
  private interface Read {
    long run() throws IOException;
  }

  private Long explained(Read read) throws IOException {
    try {
      return read.run();
    } catch (StorageException e) {
      throw e;
    } catch (CharacterCodingException e) {
      throw MillraceException.data(
          "%s: malformed text behind byte %,d of its UTF-8 form: %s (expected: the encoding of the options); set encoding, or convert the file"
              .formatted(file, position, e.getMessage()),
          e);
    } catch (EOFException e) {
      throw MillraceException.data(
          "%s: byte %,d of the unpacked text: found the end of the packed data (expected: more); the file is truncated, fetch it again"
              .formatted(file, position),
          e);
    } catch (IOException e) {
      throw MillraceException.data(
          "%s: byte %,d of the unpacked text: found %s (expected: intact packed data); the file is damaged, fetch it again"
              .formatted(file, position, e.getMessage()),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
