package io.millrace.transforms.ingest.source;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import org.apache.spark.sql.SparkSession;

/**
 * What a source may use on the driver.
 *
 * @param storage also goes to tasks
 */
public record SourceContext(SparkSession spark, Storage storage, Progress progress) {}
