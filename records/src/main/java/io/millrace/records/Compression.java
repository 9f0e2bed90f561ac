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
