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
import java.util.List;
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
    StructType data =
        Schemas.without(dataSchema(spark, options, read, listing, partitions), partitions);
    if (read.mode() == ReadMode.PERMISSIVE
        && Schemas.field(data, read.corruptRecordColumn()).isEmpty()) {
      data = data.add(read.corruptRecordColumn(), DataTypes.BinaryType, true);
    }
    return Schemas.joined(data, partitions);
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
          inference.maxRecords());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the schema of " + String.join(", ", SourceOptions.paths(options)), e);
    }
  }
}
