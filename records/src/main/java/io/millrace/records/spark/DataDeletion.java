package io.millrace.records.spark;

import io.millrace.records.spark.files.DataFile;
import io.millrace.records.spark.files.FileListing;
import io.millrace.records.spark.files.HadoopSettings;
import io.millrace.records.spark.files.PartitionFilter;
import io.millrace.records.spark.files.PlainFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** TRUNCATE and DELETE of whole partitions: data files go, hidden ones and folders stay. */
final class DataDeletion {
  private DataDeletion() {}

  /** Whether all predicates are of partition columns, so that files go or stay as a whole. */
  static boolean canDelete(Predicate[] predicates, StructType partitions) {
    return Arrays.stream(predicates).allMatch(p -> PartitionFilter.of(p, partitions) != null);
  }

  /**
   * Deletes the files of the partitions of which all predicates are true.
   *
   * @throws IllegalArgumentException if a predicate is of other columns
   */
  static void delete(
      Predicate[] predicates, StructType partitions, CaseInsensitiveStringMap options) {
    List<PartitionFilter> filters = new ArrayList<>();
    for (Predicate predicate : predicates) {
      PartitionFilter filter = PartitionFilter.of(predicate, partitions);
      if (filter == null) {
        throw new IllegalArgumentException(
            "delete where "
                + predicate
                + " (expected: conditions on partition columns: "
                + String.join(", ", partitions.fieldNames())
                + ")");
      }
      filters.add(filter);
    }
    String path = SourceOptions.requirePath(options);
    SparkSession spark = SparkSession.active();
    FileListing listing = SourceSchema.list(spark, options);
    Configuration hadoop = HadoopSettings.of(spark, options.asCaseSensitiveMap());
    try {
      for (DataFile file : listing.files(partitions)) {
        if (filters.stream().allMatch(filter -> filter.accepts(file.partitionValues()))) {
          delete(new Path(file.path()), hadoop);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete files of " + path, e);
    }
  }

  private static void delete(Path file, Configuration hadoop) throws IOException {
    FileSystem fileSystem = PlainFiles.of(file, hadoop);
    if (!fileSystem.delete(file, false) && fileSystem.exists(file)) {
      throw new IOException(file + ": found a file that stays (expected: that it can be deleted)");
    }
  }
}
