package io.millrace.transforms.ingest.idx;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.ZipException;

/**
 * Reads an IDX file, gzipped or not (told by its first two bytes), one image or label after the
 * other. Belongs to one thread.
 */
final class IdxFile implements Closeable {
  private static final int BUFFER_BYTES = 64 << 10;

  private final String name;
  private final IdxHeader.Kind kind;
  private final InputStream in;
  private final boolean packed;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private long offset;
  private IdxHeader header;
  private int headerBytes;
  private long index;

  private IdxFile(String name, IdxHeader.Kind kind, InputStream in, boolean packed) {
    this.name = name;
    this.kind = kind;
    this.in = in;
    this.packed = packed;
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws MillraceException (data) if it is missing or not of this kind
   */
  static IdxFile open(Storage storage, String uri, IdxHeader.Kind kind) throws IOException {
    PushbackInputStream raw;
    try {
      raw = new PushbackInputStream(storage.open(uri), 2);
    } catch (FileNotFoundException e) {
      throw MillraceException.data(uri + ": no such file (expected: one of the input)", e);
    }
    try {
      byte[] magic = raw.readNBytes(2);
      boolean packed = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
      raw.unread(magic);
      InputStream unpacked = packed ? Compression.GZIP.unpack(raw) : raw;
      IdxFile file = new IdxFile(uri, kind, unpacked, packed);
      file.readHeader();
      return file;
    } catch (IOException | RuntimeException e) {
      try {
        raw.close();
      } catch (IOException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private void readHeader() throws IOException {
    byte[] word = new byte[4];
    int rank = IdxHeader.dimensions(name, kind, headerWord(word));
    headerBytes = IdxHeader.bytes(rank);
    int[] dimensions = new int[rank];
    for (int i = 0; i < rank; i++) {
      dimensions[i] = headerWord(word);
    }
    header = IdxHeader.of(name, kind, dimensions);
  }

  private int headerWord(byte[] word) throws IOException {
    int found = readFully(word);
    if (found < word.length) {
      throw MillraceException.data(
          "%s: header: found %d bytes (expected: %d for %ss); the file is truncated, fetch it again"
              .formatted(
                  name,
                  offset,
                  headerBytes > 0 ? headerBytes : IdxHeader.bytes(1),
                  kind.element()));
    }
    return (word[0] & 0xff) << 24
        | (word[1] & 0xff) << 16
        | (word[2] & 0xff) << 8
        | (word[3] & 0xff);
  }

  /** What the file says about itself. */
  IdxHeader header() {
    return header;
  }

  /** Whether the file is gzipped. */
  boolean packed() {
    return packed;
  }

  /** The unpacked bytes that the header announces, itself included. */
  long expectedBytes() {
    return headerBytes + header.count() * header.elementBytes();
  }

  /**
   * Compares the length of a file that is not packed with its header, before anything is read.
   *
   * @throws MillraceException (data) if it is truncated or longer
   */
  void checkLength(long length) {
    if (packed || length == expectedBytes()) {
      return;
    }
    if (length > expectedBytes()) {
      throw trailing(expectedBytes(), "%,d bytes".formatted(length - expectedBytes()));
    }
    long element = (length - headerBytes) / header.elementBytes();
    long start = headerBytes + element * header.elementBytes();
    throw truncated(element, start, "%,d bytes".formatted(length - start), null);
  }

  /** Goes to an element; fails as {@link #read} if the file ends before it. */
  void skipTo(long element) throws IOException {
    long left = element * header.elementBytes() - (offset - headerBytes);
    while (left > 0) {
      int buffered = (int) Math.min(left, limit - position);
      position += buffered;
      offset += buffered;
      left -= buffered;
      if (left > 0) {
        // Streams of files seek; a gzip stream unpacks what it skips.
        long skipped = packed ? 0 : in.skip(left);
        offset += skipped;
        left -= skipped;
        if (skipped == 0 && left > 0 && !fill()) {
          index = (offset - headerBytes) / header.elementBytes();
          long start = headerBytes + index * header.elementBytes();
          throw truncated(index, start, "%,d bytes".formatted(offset - start), null);
        }
      }
    }
    index = element;
  }

  /**
   * Reads the next element.
   *
   * @param target of the element's length
   * @throws MillraceException (data) if the file ends before it, or is damaged
   */
  void read(byte[] target) throws IOException {
    long start = offset;
    int found = readFully(target);
    if (found < target.length) {
      throw truncated(index, start, "%,d bytes".formatted(found), null);
    }
    index++;
  }

  /**
   * Checks that the file ends here.
   *
   * @throws MillraceException (data) if it does not, or its gzip trailer is wrong
   */
  void expectEnd() throws IOException {
    if (position < limit || fill()) {
      throw trailing(offset, "more bytes");
    }
  }

  private int readFully(byte[] target) throws IOException {
    int count = 0;
    while (count < target.length && (position < limit || fill())) {
      int n = Math.min(target.length - count, limit - position);
      System.arraycopy(buffer, position, target, count, n);
      position += n;
      count += n;
      offset += n;
    }
    return count;
  }

  private boolean fill() throws IOException {
    try {
      int n = in.read(buffer, 0, buffer.length);
      position = 0;
      limit = Math.max(n, 0);
      return n > 0;
    } catch (EOFException e) {
      throw truncated(index, offset, e.getMessage(), e);
    } catch (ZipException e) {
      throw MillraceException.data(
          "%s: %s %,d at byte %,d: found %s (expected: intact gzip data); the file is damaged, fetch it again"
              .formatted(name, kind.element(), index, offset, e.getMessage()),
          e);
    }
  }

  private MillraceException truncated(long element, long at, String found, Throwable cause) {
    String expected = header == null ? "a header" : "%,d".formatted(header.elementBytes());
    return MillraceException.data(
        "%s: %s %,d at byte %,d: found %s (expected: %s); the file is truncated, fetch it again"
            .formatted(name, kind.element(), element, at, found, expected),
        cause);
  }

  private MillraceException trailing(long at, String found) {
    return MillraceException.data(
        "%s: byte %,d: found %s behind the last of %,d %ss (expected: the end of the file); fetch it again"
            .formatted(name, at, found, header.count(), kind.element()));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
