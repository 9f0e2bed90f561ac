package io.millrace.records;

/** How a TFRecord file is compressed as a whole; these are the codecs that TensorFlow reads. */
public enum Compression {
  /** Not at all. */
  NONE,
  /** RFC 1952, {@code .gz}. */
  GZIP,
  /** RFC 1950. */
  ZLIB
}
