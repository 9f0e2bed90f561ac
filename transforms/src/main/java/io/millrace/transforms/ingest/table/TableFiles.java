package io.millrace.transforms.ingest.table;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.ingest.format.TableFormat;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.SourceContext;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Files that Spark reads, in a session of its own: no setting of the job changes what is read, or
 * how it is divided. A partition is a file, or 128 MiB of it.
 */
final class TableFiles {
  /** Larger than any partition, so that each file is one, and any number of them is a long. */
  private static final long OPEN_COST_BYTES = 1L << 40;

  private static final long PARTITION_BYTES = 128L << 20;

  private TableFiles() {}

  /** A session in which files are read as described. */
  static SparkSession session(SourceContext context) {
    SparkSession session = context.spark().newSession();
    Map<String, String> settings =
        Map.of(
            "spark.sql.files.maxPartitionBytes", Long.toString(PARTITION_BYTES),
            "spark.sql.files.openCostInBytes", Long.toString(OPEN_COST_BYTES),
            "spark.sql.files.ignoreCorruptFiles", "false",
            "spark.sql.files.ignoreMissingFiles", "false",
            "spark.sql.sources.useV1SourceList", "avro,csv,json,orc,parquet,text",
            "spark.sql.caseSensitive", "true",
            "spark.sql.ansi.enabled", "true",
            "spark.sql.session.timeZone", "UTC");
    settings.forEach((key, value) -> session.conf().set(key, value));
    session.conf().unset("spark.sql.files.minPartitionNum");
    session.conf().unset("spark.sql.files.maxPartitionNum");
    return session;
  }

  /** The rows of all files of an input split. */
  static Dataset<Row> load(
      SparkSession session, String format, Map<String, String> options, InputFiles input) {
    String[] paths = input.files().stream().map(file -> literal(file.uri())).toArray(String[]::new);
    return explained(
        input.place(), () -> session.read().format(format).options(options).load(paths));
  }

  /** A path that Hadoop's patterns take as it is. */
  private static String literal(String uri) {
    return uri.replaceAll("[\\\\{}\\[\\]*?]", "\\\\$0");
  }

  /** The chosen rows and columns. */
  static Dataset<Row> chosen(String place, Dataset<Row> rows, TableFormat format) {
    return explained(
        place,
        () -> {
          Dataset<Row> some = format.where().map(rows::where).orElse(rows);
          return format.select().isEmpty()
              ? some
              : some.selectExpr(format.select().toArray(String[]::new));
        });
  }

  /** Plans something, and explains why it cannot be. */
  static <T> T explained(String place, Plan<T> plan) {
    try {
      return plan.make();
    } catch (MillraceException e) {
      throw e;
    } catch (Exception e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      String message = place + ": " + EncodeRows.oneLine(cause);
      if (cause instanceof SQLException) {
        throw MillraceException.environment(message, e);
      }
      if (e instanceof AnalysisException) {
        throw MillraceException.usage(message);
      }
      throw MillraceException.data(message, e);
    }
  }

  /** Something that Spark plans, perhaps with jobs. */
  @FunctionalInterface
  interface Plan<T> {
    /** Plans it. */
    T make() throws Exception;
  }

  /** The bytes of all files. */
  static long bytes(List<InputFiles> inputs) {
    return inputs.stream()
        .flatMap(input -> input.files().stream())
        .mapToLong(Storage.Entry::length)
        .sum();
  }
}
