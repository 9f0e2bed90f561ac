package io.millrace.transforms.ingest.source;

import org.apache.spark.Partition;
import org.apache.spark.rdd.PartitionCoalescer;

/**
 * Groups partitions in an order of its own, whatever hosts hold them. It is a {@link Partition},
 * too, because Spark asks a coalescer to be what Scala calls serializable: a trait of its own in
 * Scala 2.12 and Java's in 2.13. A partition is both.
 */
public abstract class FixedGroups implements PartitionCoalescer, Partition {
  private static final long serialVersionUID = 1L;

  @Override
  public int index() {
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other != null && other.getClass().equals(getClass());
  }

  @Override
  public int hashCode() {
    return getClass().hashCode();
  }
}
