package io.millrace.records.spark.files;

import java.io.Serializable;

/**
 * A part of a file: the records whose headers start in {@code [start, end)}. Compressed files are
 * one slice.
 *
 * @param path fully qualified, as text of a URI
 * @param start in bytes
 * @param end in bytes; that of the file or less
 * @param fileLength in bytes
 * @param partitionValues Catalyst's internal values, null for null, in the order of the partition
 *     columns; not copied
 * @param hosts that hold the bytes; may be empty; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record FileSlice(
    String path, long start, long end, long fileLength, Object[] partitionValues, String[] hosts)
    implements Serializable {
  /** A whole file without partition values. */
  public static FileSlice whole(String path, long fileLength) {
    return new FileSlice(path, 0, fileLength, fileLength, new Object[0], new String[0]);
  }

  /** Whether this is all of the file. */
  public boolean isWhole() {
    return start == 0 && end >= fileLength;
  }
}
