package io.millrace.records.spark;

import io.millrace.records.spark.files.FolderLayout;
import io.millrace.records.spark.files.HadoopSettings;
import io.millrace.records.spark.options.WriteOptions;
import io.millrace.records.spark.write.TfRecordWriteBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** Rows on their way into a folder by any of Spark's save modes; V2 itself has two of the four. */
final class SavedData {
  /** Where Spark hands over the columns of partitionBy. */
  private static final String PARTITION_COLUMNS_KEY = "__partition_columns";

  private final Dataset<Row> data;
  private final CaseInsensitiveStringMap options;
  private final String path;
  private List<String> partitionColumns;

  SavedData(Dataset<Row> data, CaseInsensitiveStringMap options) {
    this.data = data;
    this.options = options;
    this.path = SourceOptions.requirePath(options);
    String columns = options.get(PARTITION_COLUMNS_KEY);
    this.partitionColumns = columns == null ? List.of() : JsonTexts.parse(columns);
  }

  SavedData partitionedBy(List<String> columns) {
    partitionColumns = columns;
    return this;
  }

  /**
   * Saves the rows.
   *
   * @throws IllegalArgumentException if the mode is ErrorIfExists and there is something
   */
  void save(SaveMode mode) {
    Optional<String> first = firstVisible();
    if (first.isPresent() && mode == SaveMode.Ignore) {
      return;
    }
    if (first.isPresent() && mode == SaveMode.ErrorIfExists) {
      throw new IllegalArgumentException(
          path
              + ": found "
              + first.get()
              + " (expected: nothing, as the save mode is errorifexists, the default);"
              + " set mode append, overwrite or ignore, or another path");
    }
    write(
        mode == SaveMode.Overwrite ? SaveMode.Overwrite : SaveMode.Append,
        first.isEmpty() && mode != SaveMode.Append);
  }

  /** The first name that readers see in the folder; the path may also be a file. */
  private Optional<String> firstVisible() {
    Path folder = new Path(path);
    try {
      FileSystem fileSystem =
          folder.getFileSystem(HadoopSettings.of(spark(), options.asCaseSensitiveMap()));
      List<FileStatus> entries = FolderLayout.visible(fileSystem, folder);
      if (entries.size() == 1
          && entries.get(0).isFile()
          && Path.getPathWithoutSchemeAndAuthority(entries.get(0).getPath())
              .equals(Path.getPathWithoutSchemeAndAuthority(folder))) {
        return Optional.of("a file");
      }
      return entries.stream().map(entry -> entry.getPath().getName()).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + path, e);
    }
  }

  private SparkSession spark() {
    return data.sparkSession();
  }

  private void write(SaveMode mode, boolean isNewFolder) {
    Map<String, String> own = new HashMap<>();
    options
        .asCaseSensitiveMap()
        .forEach(
            (key, value) -> {
              if (!key.equalsIgnoreCase("path") && !key.equalsIgnoreCase("paths")) {
                own.put(key, value);
              }
            });
    own.put(SourceOptions.DIRECT_WRITE, "true");
    own.put(TfRecordWriteBuilder.NEW_FOLDER_OPTION, Boolean.toString(isNewFolder));
    int shards = WriteOptions.of(options, spark().conf()).shards();
    Dataset<Row> rows = shards == 0 ? data : data.repartition(shards);
    own.put(TfRecordWriteBuilder.SPREAD_OPTION, "true");
    DataFrameWriter<Row> writer =
        rows.write().format(TfRecordProvider.class.getName()).options(own).mode(mode);
    if (!partitionColumns.isEmpty()) {
      // Spark compares them with the table's by case.
      writer.partitionBy(
          TfRecordWriteBuilder.spelled(partitionColumns, data.schema()).toArray(String[]::new));
    }
    writer.save(path);
  }
}
