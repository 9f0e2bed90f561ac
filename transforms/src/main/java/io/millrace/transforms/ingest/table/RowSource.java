package io.millrace.transforms.ingest.table;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A source of rows that the user writes, named in the pipeline file by its class: {@code custom:
 * {class: com.example.MySource}}. Needs a public constructor without parameters; used by one
 * thread, on the driver.
 */
@FunctionalInterface
public interface RowSource {
  /**
   * The rows to ingest. Examples keep their order, partition by partition: where equal input is to
   * give equal output, partitions must not depend on the cluster.
   *
   * @param spark the session of the job
   * @param input as it stands in the pipeline file; empty where it does not
   * @param options as they stand in the pipeline file, all as text; cannot be changed
   * @return of columns whose types the guide lists, never null
   * @throws Exception for whatever reason; ends the run with its message
   */
  Dataset<Row> read(SparkSession spark, String input, Map<String, String> options) throws Exception;
}
