package io.millrace.records.spark.files;

import java.util.List;

/**
 * A file that was found.
 *
 * @param path fully qualified, as text of a URI
 * @param length in bytes
 * @param modifiedMillis when it was last modified
 * @param partitionValues Catalyst's internal values, null for null, in the order of the partition
 *     columns; not copied
 * @param blocks where its parts are stored; may be empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record DataFile(
    String path, long length, long modifiedMillis, Object[] partitionValues, List<Block> blocks) {
  /**
   * A part of a file and who holds it.
   *
   * @param start in bytes
   * @param length in bytes
   * @param hosts names of machines; not copied
   */
  public record Block(long start, long length, String[] hosts) {
    private long bytesWithin(long from, long to) {
      return Math.max(0, Math.min(start + length, to) - Math.max(start, from));
    }
  }

  /** The same file with other partition values. */
  public DataFile withPartitionValues(Object[] values) {
    return new DataFile(path, length, modifiedMillis, values, blocks);
  }

  /** A part of the file, with the hosts that hold the most of it. */
  FileSlice slice(long start, long end) {
    String[] hosts = {};
    long most = 0;
    for (Block block : blocks) {
      long bytes = block.bytesWithin(start, end);
      if (bytes > most) {
        most = bytes;
        hosts = block.hosts();
      }
    }
    return new FileSlice(path, start, end, length, partitionValues, hosts);
  }
}
