package io.millrace.records.spark;

import io.millrace.records.spark.files.FileListing;
import io.millrace.records.spark.files.HadoopSettings;
import io.millrace.records.spark.files.SlicePlanner;
import io.millrace.records.spark.options.InferenceOptions;
import io.millrace.records.spark.options.ListingOptions;
import io.millrace.records.spark.options.ReadMode;
import io.millrace.records.spark.options.ReadOptions;
import io.millrace.records.spark.options.RecordType;
import io.millrace.records.spark.schema.SchemaFile;
import io.millrace.records.spark.schema.SchemaInference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The files of a load, and their schema where the user gives none. */
final class SourceSchema {
  private SourceSchema() {}

  static FileListing list(SparkSession spark, CaseInsensitiveStringMap options) {
    List<String> paths = SourceOptions.requirePaths(options);
    try {
      return FileListing.of(
          paths,
          ListingOptions.of(options, spark.conf()),
          HadoopSettings.of(spark, options.asCaseSensitiveMap()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + String.join(", ", paths), e);
    }
  }

  /** The columns of the records, that of corrupt ones if there is to be one, the partitions'. */
  static StructType infer(
      SparkSession spark, CaseInsensitiveStringMap options, FileListing listing) {
    ReadOptions read = ReadOptions.of(options, spark.conf());
    StructType partitions = listing.partitionSchema(Optional.empty());
    StructType found = dataSchema(spark, options, read, listing, partitions);
    if (!Boolean.parseBoolean(spark.conf().get("spark.sql.caseSensitive", "false"))) {
      requireDistinct(found);
    }
    StructType data = Schemas.without(found, partitions);
    if (read.mode() == ReadMode.PERMISSIVE
        && Schemas.field(data, read.corruptRecordColumn()).isEmpty()) {
      data = data.add(read.corruptRecordColumn(), DataTypes.BinaryType, true);
    }
    return Schemas.joined(data, partitions);
  }

  /** Names of features have a case that counts; to Spark, those of columns mostly have none. */
  private static void requireDistinct(StructType schema) {
    Map<String, String> names = new HashMap<>();
    for (String name : schema.fieldNames()) {
      String other = names.put(name.toLowerCase(Locale.ROOT), name);
      if (other != null) {
        throw new IllegalArgumentException(
            ("found the features '%s' and '%s' (expected: names that differ in more than case); set"
                    + " spark.sql.caseSensitive=true, or give a schema with the one that is meant")
                .formatted(other, name));
      }
    }
  }

  private static StructType dataSchema(
      SparkSession spark,
      CaseInsensitiveStringMap options,
      ReadOptions read,
      FileListing listing,
      StructType partitions) {
    InferenceOptions inference = InferenceOptions.of(options);
    Configuration hadoop = HadoopSettings.of(spark, options.asCaseSensitiveMap());
    try {
      if (read.recordType() == RecordType.BYTE_ARRAY) {
        return new StructType().add(RecordType.BYTE_ARRAY_COLUMN, DataTypes.BinaryType, true);
      } else if (!inference.schemaFile().isEmpty()) {
        return SchemaFile.read(inference.schemaFile(), read.recordType(), hadoop);
      } else if (listing.isEmpty()) {
        throw new IllegalArgumentException(
            "found no files in "
                + String.join(", ", SourceOptions.paths(options))
                + " (expected: at least one to infer the schema from; names that start with '_' or"
                + " '.' do not count); give the schema by schema(...) or the option 'schemaFile'");
      }
      return SchemaInference.infer(
          spark,
          SlicePlanner.plan(listing.files(partitions), read, spark, hadoop),
          read,
          inference.samplingRatio(),
          inference.maxRecords(),
          hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the schema of " + String.join(", ", SourceOptions.paths(options)), e);
    }
  }
}
