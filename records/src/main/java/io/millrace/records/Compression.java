package io.millrace.records;

import java.io.InputStream;

/** How the bytes of a TFRecord file are packed; the names are those of TensorFlow's options. */
public enum Compression {
  /** As they are. */
  NONE,
  /** RFC 1952; what TFX writes. */
  GZIP,
  /** RFC 1950. */
  ZLIB;

  /** How many bytes tell the packing. */
  public static final int DETECTION_BYTES = Framing.HEADER_BYTES;

  /**
   * Tells the packing from the first {@value #DETECTION_BYTES} bytes of a file, fewer only if it is
   * shorter. A plain file whose first record has 559,903 bytes starts like a gzip file, so a valid
   * header comes first; and a length beyond 4 GiB is no plain record, so zlib's two weak magic
   * bytes count only where the upper half of the length is not zero.
   */
  public static Compression detect(byte[] start) {
    if (start.length < 2) {
      return NONE;
    }
    if (TfRecordReader.startsWithHeader(start)) {
      return NONE;
    }
    int first = start[0] & 0xff;
    int second = start[1] & 0xff;
    if (first == 0x1f && second == 0x8b) {
      return GZIP;
    }
    boolean longerThanPlain = start.length >= 8 && Framing.intAt(start, 4) != 0;
    boolean zlib = first == 0x78 && (first << 8 | second) % 31 == 0 && (second & 0x20) == 0;
    return zlib && longerThanPlain ? ZLIB : NONE;
  }

  /**
   * The unpacked bytes of a stream; closing it closes the stream. All members of a gzip stream are
   * read, and nothing but a whole member may stand behind the last one.
   *
   * @return a stream that reports damage by {@link java.util.zip.ZipException} and truncation by
   *     {@link java.io.EOFException}; other exceptions are those of the stream below
   */
  public InputStream unpack(InputStream in) {
    return this == NONE ? in : new InflatedInput(in, this == GZIP);
  }
}
