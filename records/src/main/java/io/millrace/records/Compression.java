package io.millrace.records;

/** How the bytes of a TFRecord file are packed; the names are those of TensorFlow's options. */
public enum Compression {
  /** As they are. */
  NONE,
  /** RFC 1952; what TFX writes. */
  GZIP,
  /** RFC 1950. */
  ZLIB
}
