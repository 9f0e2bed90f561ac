package io.millrace.records.spark.survey;

import io.millrace.records.spark.files.DataFile;
import io.millrace.records.spark.files.FileSlice;
import io.millrace.records.spark.files.JavaSerialized;
import io.millrace.records.spark.files.SlicePlanner;
import io.millrace.records.spark.options.ReadMode;
import io.millrace.records.spark.options.ReadOptions;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** Looks through whole files in one Spark job, large ones in several tasks. */
public final class FileSurvey {
  /** Is told in the tasks how far they are. */
  public interface Counter extends Serializable {
    /** More intact records were seen. */
    void add(long records);
  }

  private interface Look extends Serializable {
    FileReport at(FileSlice slice, Configuration hadoop) throws IOException;
  }

  private FileSurvey() {}

  /**
   * Counts the records by their frames: payloads are not read where they can be passed over.
   *
   * @param settings Hadoop's, with which tasks open the files; copied
   * @return a report for each file, sorted by path; without codec
   */
  public static List<FileReport> count(
      List<DataFile> files,
      ReadOptions options,
      Configuration settings,
      SparkSession spark,
      Counter counter) {
    return survey(
        files,
        options,
        settings,
        spark,
        (slice, hadoop) -> new SliceSurvey(slice, options, hadoop, counter).count());
  }

  /**
   * Checks every checksum, going on behind damage; the mode of the options plays no part.
   *
   * @param settings Hadoop's, with which tasks open the files; copied
   * @return a report for each file, sorted by path
   */
  public static List<FileReport> verify(
      List<DataFile> files,
      ReadOptions options,
      Configuration settings,
      SparkSession spark,
      Counter counter) {
    ReadOptions whole = permissive(options);
    return survey(
        files,
        whole,
        settings,
        spark,
        (slice, hadoop) -> new SliceSurvey(slice, whole, hadoop, counter).verify());
  }

  private static ReadOptions permissive(ReadOptions options) {
    return new ReadOptions(
        options.recordType(),
        ReadMode.PERMISSIVE,
        options.corruptRecordColumn(),
        options.codec(),
        true,
        options.maxRecordBytes(),
        options.splittable(),
        options.allowLossyCasts(),
        false,
        false,
        options.batchRows(),
        ReadOptions.NO_BOUND);
  }

  private static List<FileReport> survey(
      List<DataFile> files,
      ReadOptions options,
      Configuration settings,
      SparkSession spark,
      Look look) {
    SortedMap<String, FileReport> reports = new TreeMap<>();
    for (DataFile file : files) {
      reports.put(file.path(), FileReport.empty(file.path(), file.length()));
    }
    List<JavaSerialized<FileSlice[]>> groups =
        SlicePlanner.plan(files, options, spark, settings).stream()
            .map(JavaSerialized::of)
            .toList();
    if (groups.isEmpty()) {
      return new ArrayList<>(reports.values());
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> hadoop =
        context.broadcast(new SerializableConfiguration(settings));
    try {
      context
          .parallelize(groups, groups.size())
          .map(group -> JavaSerialized.of(look(group.value(), look, hadoop.value().value())))
          .collect()
          .forEach(
              parts ->
                  parts
                      .value()
                      .forEach(part -> reports.merge(part.path(), part, FileReport::merge)));
    } finally {
      hadoop.unpersist();
    }
    return new ArrayList<>(reports.values());
  }

  private static List<FileReport> look(FileSlice[] slices, Look look, Configuration hadoop)
      throws IOException {
    List<FileReport> reports = new ArrayList<>(slices.length);
    for (FileSlice slice : slices) {
      reports.add(look.at(slice, hadoop));
    }
    return reports;
  }
}
