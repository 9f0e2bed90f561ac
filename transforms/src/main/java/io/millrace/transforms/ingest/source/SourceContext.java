package io.millrace.transforms.ingest.source;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import org.apache.spark.sql.SparkSession;

/**
 * What a source may use on the driver.
 *
 * @param storage also goes to tasks
 * @param choice which files a source that looks into folders itself has to read; for others it is
 *     made already
 */
public record SourceContext(
    SparkSession spark, Storage storage, Progress progress, FileChoice choice) {
  /** All files are read. */
  public SourceContext(SparkSession spark, Storage storage, Progress progress) {
    this(spark, storage, progress, FileChoice.ALL);
  }
}
