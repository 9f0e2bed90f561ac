package io.millrace.records.spark.schema;

import io.millrace.records.spark.files.FileSlice;
import io.millrace.records.spark.files.JavaSerialized;
import io.millrace.records.spark.options.ReadOptions;
import io.millrace.records.spark.options.RecordType;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * The schema of records, from the records: one pass, one Spark job, no objects per record.
 *
 * <p>Integers become long, floats float, byte strings string if all that were seen are UTF-8 and
 * binary otherwise. A feature that always has exactly one value is a scalar, any other is an array;
 * one that never has a list of values is a string. A feature list is an array of arrays. Columns
 * are nullable and sorted by the UTF-8 bytes of their names, so that the same records give the same
 * schema however they are divided into files.
 *
 * <p>A task's memory, and what it sends to the driver, is bounded by the number of features.
 */
public final class SchemaInference {
  /** No bound on the records that are looked at. */
  public static final long ALL_RECORDS = Long.MAX_VALUE;

  private SchemaInference() {}

  /**
   * Infers a schema.
   *
   * @param groups the slices of each task
   * @param options the mode says what malformed records do: fail the job, or count for nothing
   * @param samplingRatio over 0 and up to 1: the share of records that are looked at, chosen by
   *     file name and place, the same ones each time
   * @param maxRecords the most records that are looked at, spread over the groups and, in each,
   *     over its slices; {@link #ALL_RECORDS} for all
   * @param settings Hadoop's, with which tasks open the files; copied
   * @return no columns if there are no records
   * @throws IllegalArgumentException if the records do not agree on a feature; says where
   */
  public static StructType infer(
      SparkSession spark,
      List<FileSlice[]> groups,
      ReadOptions options,
      double samplingRatio,
      long maxRecords,
      Configuration settings) {
    check(samplingRatio, maxRecords);
    if (options.recordType() == RecordType.BYTE_ARRAY) {
      return new StructType().add(RecordType.BYTE_ARRAY_COLUMN, DataTypes.BinaryType, true);
    }
    return InferredSchema.of(tally(spark, groups, options, samplingRatio, maxRecords, settings));
  }

  /**
   * As {@link #infer}, what TensorFlow needs to parse the records that were looked at.
   *
   * @throws IllegalArgumentException also if records are any bytes: then there is nothing to parse
   */
  public static ParsingSpec parsingSpec(
      SparkSession spark,
      List<FileSlice[]> groups,
      ReadOptions options,
      double samplingRatio,
      long maxRecords,
      Configuration settings) {
    check(samplingRatio, maxRecords);
    if (options.recordType() == RecordType.BYTE_ARRAY) {
      throw new IllegalArgumentException(
          "recordType: found ByteArray (expected: Example or SequenceExample, which TensorFlow"
              + " parses)");
    }
    return ParsingSpec.of(tally(spark, groups, options, samplingRatio, maxRecords, settings));
  }

  private static SchemaTally tally(
      SparkSession spark,
      List<FileSlice[]> groups,
      ReadOptions options,
      double samplingRatio,
      long maxRecords,
      Configuration settings) {
    List<JavaSerialized<SliceGroup>> tasks = tasks(groups, maxRecords);
    if (tasks.isEmpty()) {
      return SchemaTally.empty();
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(settings));
    try {
      JavaSerialized<SchemaTally> tally =
          context
              .parallelize(tasks, tasks.size())
              .map(
                  task ->
                      JavaSerialized.of(
                          task.value().tally(options, samplingRatio, hadoop.value().value())))
              .treeReduce(SchemaInference::merge);
      return tally.value();
    } finally {
      hadoop.unpersist();
    }
  }

  private static void check(double samplingRatio, long maxRecords) {
    if (!(samplingRatio > 0 && samplingRatio <= 1)) {
      throw new IllegalArgumentException(
          "samplingRatio: found " + samplingRatio + " (expected: over 0 and up to 1)");
    }
    if (maxRecords < 1) {
      throw new IllegalArgumentException("maxRecords: found " + maxRecords + " (expected: >= 1)");
    }
  }

  private static JavaSerialized<SchemaTally> merge(
      JavaSerialized<SchemaTally> one, JavaSerialized<SchemaTally> other) {
    return JavaSerialized.of(one.value().merge(other.value()));
  }

  private static List<JavaSerialized<SliceGroup>> tasks(List<FileSlice[]> groups, long maxRecords) {
    List<JavaSerialized<SliceGroup>> tasks = new ArrayList<>(groups.size());
    for (int i = 0; i < groups.size(); i++) {
      long share =
          maxRecords == ALL_RECORDS
              ? ALL_RECORDS
              : maxRecords / groups.size() + (i < maxRecords % groups.size() ? 1 : 0);
      if (share > 0 && groups.get(i).length > 0) {
        tasks.add(JavaSerialized.of(new SliceGroup(groups.get(i), share)));
      }
    }
    return tasks;
  }
}
