package io.millrace.records.spark.read;

import io.millrace.records.spark.files.DataFile;
import io.millrace.records.spark.files.FileListing;
import io.millrace.records.spark.options.ListingOptions;
import io.millrace.records.spark.options.ReadOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * What the scans of a table read. Lists its files once, when they are first asked for. On the
 * driver only.
 */
public final class ScanSource {
  private final SparkSession spark;
  private final List<String> paths;
  private final ReadOptions options;
  private final ListingOptions listingOptions;
  private final Configuration hadoop;
  private final StructType dataSchema;
  private final StructType partitionSchema;
  private final boolean mayBeMissing;
  private FileListing listing;
  private List<DataFile> files;

  /**
   * @param listing null if the files have not been listed yet
   * @param mayBeMissing whether a path without anything is an empty table, as in a catalog
   */
  public ScanSource(
      SparkSession spark,
      List<String> paths,
      ReadOptions options,
      ListingOptions listingOptions,
      Configuration hadoop,
      StructType dataSchema,
      StructType partitionSchema,
      FileListing listing,
      boolean mayBeMissing) {
    this.spark = spark;
    this.paths = List.copyOf(paths);
    this.options = options;
    this.listingOptions = listingOptions;
    this.hadoop = hadoop;
    this.dataSchema = dataSchema;
    this.partitionSchema = partitionSchema;
    this.listing = listing;
    this.mayBeMissing = mayBeMissing;
  }

  /** Whether another source gives the same rows, as far as is known without listing. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ScanSource source
        && paths.equals(source.paths)
        && options.equals(source.options)
        && listingOptions.equals(source.listingOptions)
        && dataSchema.equals(source.dataSchema)
        && partitionSchema.equals(source.partitionSchema);
  }

  @Override
  public int hashCode() {
    return Objects.hash(paths, dataSchema, partitionSchema);
  }

  SparkSession spark() {
    return spark;
  }

  List<String> paths() {
    return paths;
  }

  ReadOptions options() {
    return options;
  }

  Configuration hadoop() {
    return hadoop;
  }

  /** The columns that the records hold. */
  StructType dataSchema() {
    return dataSchema;
  }

  /** The columns that the folders hold. */
  StructType partitionSchema() {
    return partitionSchema;
  }

  /** The files, as they were when first asked for. */
  private synchronized FileListing listing() {
    if (listing == null) {
      listing = listAgain();
    }
    return listing;
  }

  /** The files of {@link #listing} with their partition values. */
  synchronized List<DataFile> files() {
    if (files == null) {
      files = files(listing());
    }
    return files;
  }

  /**
   * The same files, for a batch that is about to run.
   *
   * @throws IllegalArgumentException if there is nothing at a path, and there must be
   */
  List<DataFile> existingFiles() {
    if (!mayBeMissing) {
      listing().requireExisting();
    }
    return files();
  }

  /** The files, as they are now. */
  FileListing listAgain() {
    try {
      return FileListing.of(paths, listingOptions, hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + String.join(", ", paths), e);
    }
  }

  /** The files of a listing with their partition values. */
  List<DataFile> files(FileListing of) {
    try {
      return of.files(partitionSchema);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + String.join(", ", paths), e);
    }
  }

  /**
   * The files for a stream, as they are now.
   *
   * @throws IllegalArgumentException if their folders name a column that was no partition column
   *     when the stream started, as there were no folders yet
   */
  List<DataFile> streamFiles() {
    FileListing now = listAgain();
    List<String> unknown =
        now.partitionColumns().stream()
            .filter(name -> has(dataSchema, name) && !has(partitionSchema, name))
            .toList();
    if (!unknown.isEmpty()) {
      String names = String.join(",", unknown);
      throw new IllegalArgumentException(
          ("%s: found folders that name the columns %s (expected: none, as the stream started"
                  + " without them); set the option partitionColumns=%s, or recursiveFileLookup=true"
                  + " if the records hold the columns")
              .formatted(
                  String.join(", ", paths), names, String.join(",", now.partitionColumns())));
    }
    return files(now);
  }

  private static boolean has(StructType schema, String name) {
    return Arrays.stream(schema.fieldNames()).anyMatch(name::equalsIgnoreCase);
  }

  /** The most files of a batch of a stream; 0 for no bound. */
  int maxFilesPerTrigger() {
    return listingOptions.maxFilesPerTrigger();
  }

  /** Files that a stream took earlier, with their partition values. */
  List<DataFile> files(List<LoggedFile> logged) {
    return logged.stream()
        .map(file -> FileListing.known(file.path(), file.length(), partitionSchema, listingOptions))
        .toList();
  }
}
