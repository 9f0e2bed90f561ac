package io.millrace.transforms.ingest.table;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.ingest.source.FixedGroups;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.spark.Partition;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FilePartition;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import scala.Option;

/**
 * Puts partitions that are parts of files into the order of the files' names, and of their bytes.
 * Spark starts with the largest.
 */
final class FileOrder extends FixedGroups {
  private static final long serialVersionUID = 1L;

  private FileOrder() {}

  /**
   * Orders the partitions of a scan of files.
   *
   * @param source for messages
   */
  static JavaRDD<InternalRow> sorted(String source, JavaRDD<InternalRow> scan) {
    RDD<InternalRow> rdd = scan.rdd();
    Partition[] partitions = rdd.partitions();
    if (!Arrays.stream(partitions).allMatch(FileOrder::isPartOfOneFile)) {
      throw MillraceException.usage(
          source
              + ": select, where: found expressions that bring rows of several files together"
              + " (expected: each row by itself); aggregate before");
    }
    return partitions.length == 0
        ? scan
        : rdd.coalesce(partitions.length, false, Option.apply(new FileOrder()), null).toJavaRDD();
  }

  private static boolean isPartOfOneFile(Partition partition) {
    return partition instanceof FilePartition files && files.files().length == 1;
  }

  @Override
  public PartitionGroup[] coalesce(int count, RDD<?> parent) {
    Partition[] partitions = parent.partitions().clone();
    Arrays.sort(
        partitions,
        Comparator.comparing((Partition partition) -> file(partition).pathUri().getPath())
            .thenComparing(partition -> file(partition).urlEncodedPath())
            .thenComparing(partition -> file(partition).start()));
    return Arrays.stream(partitions).map(FileOrder::group).toArray(PartitionGroup[]::new);
  }

  private static PartitionedFile file(Partition partition) {
    return ((FilePartition) partition).files()[0];
  }

  private static PartitionGroup group(Partition partition) {
    String[] hosts = partition instanceof FilePartition files ? files.preferredLocations() : null;
    boolean anywhere = hosts == null || hosts.length == 0;
    PartitionGroup group = new PartitionGroup(anywhere ? Option.empty() : Option.apply(hosts[0]));
    group.partitions().$plus$eq(partition);
    return group;
  }

  /** The file that the current task reads. */
  static String currentFile() {
    String encoded = InputFileBlockHolder.getInputFilePath().toString();
    try {
      URI uri = new URI(encoded);
      boolean local = "file".equals(uri.getScheme());
      String authority = uri.getRawAuthority() == null ? "" : "//" + uri.getRawAuthority();
      return local ? uri.getPath() : uri.getScheme() + ":" + authority + uri.getPath();
    } catch (URISyntaxException e) {
      return encoded;
    }
  }

  /** Where the part of it that the current task reads begins. */
  static long currentStart() {
    return InputFileBlockHolder.getStartOffset();
  }
}
