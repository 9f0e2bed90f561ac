package io.millrace.records.spark.write;

import io.millrace.records.spark.files.Codec;
import io.millrace.records.spark.files.PlainFiles;
import io.millrace.records.spark.options.WriteOptions;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * What the tasks of one write know.
 *
 * @param root the target folder
 * @param id 32 hexadecimal digits of its own
 * @param schema of the rows, partition columns among them
 * @param partitionColumns the columns that give folders, the outer ones first
 * @param zone the time zone of timestamps in folder names
 * @param codec how files are packed
 * @param direct whether tasks write under the final names
 */
record WriteJob(
    String root,
    String id,
    StructType schema,
    List<String> partitionColumns,
    String zone,
    WriteOptions options,
    Codec codec,
    boolean direct,
    SerializableConfiguration hadoop)
    implements Serializable {
  /** What names of staging folders start with; hidden from readers by its first letter. */
  static final String STAGING_PREFIX = "_millrace-";

  Path rootPath() {
    return new Path(root);
  }

  /** A part of the id for file names. */
  String shortId() {
    return id.substring(0, 8);
  }

  boolean isPartitioned() {
    return !partitionColumns.isEmpty();
  }

  Path folder(String partition) {
    return partition.isEmpty() ? rootPath() : new Path(rootPath(), partition);
  }

  /** The file system of the target; the local one without checksum files. */
  FileSystem fileSystem() throws IOException {
    return PlainFiles.of(rootPath(), hadoop.value());
  }
}
