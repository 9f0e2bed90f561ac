package io.millrace.transforms.ingest;

import io.millrace.transforms.ingest.source.FixedGroups;
import org.apache.spark.Partition;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import scala.Option;

/** Joins neighbouring partitions, whatever hosts hold them: the order of the records stays. */
final class Neighbours extends FixedGroups {
  private static final long serialVersionUID = 1L;

  @Override
  public PartitionGroup[] coalesce(int most, RDD<?> parent) {
    Partition[] partitions = parent.partitions();
    int count = Math.min(most, partitions.length);
    PartitionGroup[] groups = new PartitionGroup[count];
    for (int g = 0; g < count; g++) {
      groups[g] = new PartitionGroup(Option.empty());
      int end = (int) ((long) partitions.length * (g + 1) / count);
      for (int p = (int) ((long) partitions.length * g / count); p < end; p++) {
        groups[g].partitions().$plus$eq(partitions[p]);
      }
    }
    return groups;
  }
}
