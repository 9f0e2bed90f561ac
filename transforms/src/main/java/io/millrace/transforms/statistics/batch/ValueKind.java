package io.millrace.transforms.statistics.batch;

/** The type of a feature's values; one for all records of a split. */
public enum ValueKind {
  /** 64-bit integers. */
  INT("int64"),
  /** Floating point numbers, held as doubles. */
  FLOAT("float"),
  /** Byte strings. */
  BYTES("bytes"),
  /** Structs, whose fields are columns of their own. */
  STRUCT("struct");

  private final String listName;

  ValueKind(String listName) {
    this.listName = listName;
  }

  /** As in the field names of tf.Feature. */
  public String listName() {
    return listName;
  }
}
