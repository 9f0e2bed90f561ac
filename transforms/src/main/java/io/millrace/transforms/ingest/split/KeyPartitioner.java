package io.millrace.transforms.ingest.split;

import java.nio.ByteBuffer;
import org.apache.spark.Partitioner;

/** Sends keys, arrays of bytes, to partitions by their first four bytes. */
public abstract class KeyPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int partitions;

  /** A partitioner for this many partitions, at least one. */
  protected KeyPartitioner(int partitions) {
    this.partitions = partitions;
  }

  /**
   * The partition of a key, from 0 to before {@code partitions}.
   *
   * @param first the first four bytes, big-endian
   */
  protected abstract int partition(int first, int partitions);

  @Override
  public final int numPartitions() {
    return partitions;
  }

  @Override
  public final int getPartition(Object key) {
    return partition(ByteBuffer.wrap((byte[]) key).getInt(), partitions);
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof KeyPartitioner that
        && that.getClass() == getClass()
        && that.partitions == partitions;
  }

  @Override
  public final int hashCode() {
    return partitions;
  }
}
