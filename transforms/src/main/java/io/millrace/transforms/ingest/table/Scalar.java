package io.millrace.transforms.ingest.table;

/** How Spark holds a scalar, and which list it goes to. */
enum Scalar {
  BOOLEAN(Kind.LONGS),
  BYTE(Kind.LONGS),
  SHORT(Kind.LONGS),
  /** Also dates, in days since 1970. */
  INT(Kind.LONGS),
  /** Also timestamps, in microseconds since 1970. */
  LONG(Kind.LONGS),
  /** Of at most 18 digits, none of them behind the point. */
  WHOLE_DECIMAL(Kind.LONGS),
  FLOAT(Kind.FLOATS),
  DOUBLE(Kind.FLOATS),
  DECIMAL(Kind.FLOATS),
  DECIMAL_TEXT(Kind.BYTES),
  TEXT(Kind.BYTES),
  BINARY(Kind.BYTES),
  /** The type of a column that holds nothing but null. */
  VOID(Kind.BYTES);

  /** The lists of tf.Example. */
  enum Kind {
    LONGS,
    FLOATS,
    BYTES
  }

  private final Kind kind;

  Scalar(Kind kind) {
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
