package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.spark.files.DataFile;
import io.millrace.records.spark.files.FileListing;
import io.millrace.records.spark.files.HadoopSettings;
import io.millrace.records.spark.options.ListingOptions;
import io.millrace.records.spark.options.ReadOptions;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How a command reads, and which files that are. */
@Command
final class RecordsInput {
  @Option(
      names = "--option",
      paramLabel = "NAME=VALUE",
      description = {
        "An option of the data source, such as mode=DROPMALFORMED, codec=zlib,",
        "maxRecordBytes=2g. May be repeated."
      },
      order = 20)
  Map<String, String> options = new LinkedHashMap<>();

  /** The options as the data source reads them; what does not parse is wrong use. */
  ReadOptions read(SparkSession spark) {
    return ReadOptions.of(new CaseInsensitiveStringMap(options), spark.conf());
  }

  /** Hadoop's settings with the options over them, as the data source has them. */
  Configuration hadoop(SparkSession spark) {
    return HadoopSettings.of(spark, options);
  }

  /** The files of folders, files and globs; whatever their folders are called, no partitions. */
  static List<DataFile> files(List<String> paths, Configuration hadoop) throws IOException {
    ListingOptions plain =
        new ListingOptions(true, "", Long.MIN_VALUE, Long.MAX_VALUE, "", false, ZoneOffset.UTC, 0);
    try {
      List<DataFile> files =
          FileListing.of(paths, plain, hadoop).requireExisting().files(new StructType());
      if (files.isEmpty()) {
        throw MillraceException.usage(
            "found no files below " + String.join(", ", paths) + " (expected: TFRecord files)");
      }
      return files;
    } catch (IllegalArgumentException e) {
      throw MillraceException.usage(e.getMessage());
    }
  }
}
