package io.millrace.records.spark.write;

import io.millrace.records.spark.files.Codec;
import io.millrace.records.spark.files.PartitionNames;
import io.millrace.records.spark.options.WriteOptions;
import io.millrace.records.spark.options.WriteOptions.Commit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.SupportsDynamicOverwrite;
import org.apache.spark.sql.connector.write.SupportsOverwrite;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.sources.AlwaysTrue;
import org.apache.spark.sql.sources.And;
import org.apache.spark.sql.sources.EqualNullSafe;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.IsNotNull;
import org.apache.spark.sql.sources.IsNull;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * Plans a write of rows as TFRecord files into a folder. Without further calls old files stay; they
 * are replaced all by {@link #truncate()}, those of a partition by {@link #overwrite}, those of the
 * partitions that are written by {@link #overwriteDynamicPartitions()}.
 */
public final class TfRecordWriteBuilder
    implements WriteBuilder, SupportsDynamicOverwrite, SupportsOverwrite {
  /** Set to true where the target holds nothing: files then get the plain names. */
  public static final String NEW_FOLDER_OPTION = "millrace.newfolder";

  /** Set to true where the rows come in as many partitions as shards are wanted. */
  public static final String SPREAD_OPTION = "millrace.spread";

  private static final Logger LOG = LoggerFactory.getLogger(TfRecordWriteBuilder.class);

  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "cosn", "obs", "wasb", "wasbs", "swift");

  /** Files appear when they are created, not when they are closed. */
  private static final Set<String> NO_OBJECT_STORES =
      Set.of("file", "hdfs", "webhdfs", "swebhdfs", "viewfs", "abfs", "abfss", "har", "ofs");

  private final String path;
  private final LogicalWriteInfo info;
  private final List<String> partitionColumns;
  private final WriteOptions options;
  private final Configuration hadoop;
  private final ZoneId zone;
  private Replaced replaced = new Replaced.Nothing();

  /**
   * Starts a plan.
   *
   * @param path the target folder
   * @param partitionColumns the columns of the rows that become folders, the outer ones first;
   *     timestamps in their names are in the time zone of the session
   * @param hadoop copied to tasks
   */
  public TfRecordWriteBuilder(
      String path,
      LogicalWriteInfo info,
      List<String> partitionColumns,
      WriteOptions options,
      Configuration hadoop) {
    this.path = path;
    this.info = info;
    this.partitionColumns = spelled(partitionColumns, info.schema());
    this.options = options;
    this.zone = sessionZone();
    this.hadoop = hadoop;
  }

  /** Partition columns as the schema spells them, unless the session tells cases apart. */
  public static List<String> spelled(List<String> partitionColumns, StructType schema) {
    Option<SparkSession> session = SparkSession.getActiveSession();
    boolean caseSensitive =
        !session.isEmpty()
            && Boolean.parseBoolean(session.get().conf().get("spark.sql.caseSensitive", "false"));
    return Target.spelled(partitionColumns, schema, caseSensitive);
  }

  private static ZoneId sessionZone() {
    Option<SparkSession> session = SparkSession.getActiveSession();
    return session.isEmpty()
        ? ZoneOffset.UTC
        : ZoneId.of(session.get().conf().get("spark.sql.session.timeZone"), ZoneId.SHORT_IDS);
  }

  @Override
  public WriteBuilder truncate() {
    replaced =
        options.dynamicOverwrite() && !partitionColumns.isEmpty()
            ? new Replaced.Touched()
            : new Replaced.Everything();
    return this;
  }

  @Override
  public WriteBuilder overwriteDynamicPartitions() {
    replaced = partitionColumns.isEmpty() ? new Replaced.Everything() : new Replaced.Touched();
    return this;
  }

  @Override
  public boolean canOverwrite(Filter[] filters) {
    Map<String, String> folders = new HashMap<>();
    return Arrays.stream(filters).allMatch(filter -> addFolders(filter, folders));
  }

  /**
   * Replaces the files of partitions.
   *
   * @throws IllegalArgumentException if the filters are more than equality on partition columns
   */
  @Override
  public WriteBuilder overwrite(Filter[] filters) {
    Map<String, String> folders = new HashMap<>();
    for (Filter filter : filters) {
      if (!addFolders(filter, folders)) {
        throw new IllegalArgumentException(
            "overwrite where "
                + filter
                + " (expected: column = value on partition columns "
                + partitionColumns
                + ", joined by AND)");
      }
    }
    if (folders.isEmpty()) {
      return truncate();
    }
    replaced = new Replaced.Partitions(Map.copyOf(folders));
    return this;
  }

  private boolean addFolders(Filter filter, Map<String, String> folders) {
    if (filter instanceof And and) {
      return addFolders(and.left(), folders) && addFolders(and.right(), folders);
    }
    if (filter instanceof EqualTo equal) {
      return equal.value() != null && addFolder(equal.attribute(), equal.value(), folders);
    }
    if (filter instanceof EqualNullSafe equal) {
      return addFolder(equal.attribute(), equal.value(), folders);
    }
    if (filter instanceof IsNull isNull) {
      return addFolder(isNull.attribute(), null, folders);
    }
    if (filter instanceof IsNotNull notNull) {
      // Spark adds it to equalities.
      String column = column(notNull.attribute());
      return column != null && folders.containsKey(column);
    }
    return filter instanceof AlwaysTrue;
  }

  private boolean addFolder(String attribute, Object value, Map<String, String> folders) {
    String column = column(attribute);
    if (column == null) {
      return false;
    }
    String folder = PartitionNames.folder(column, PartitionText.ofExternal(value, zone));
    String before = folders.put(column, folder);
    return before == null || before.equals(folder);
  }

  /** The partition column that a filter names; null if it names another column. */
  private String column(String attribute) {
    String name =
        attribute.startsWith("`") && attribute.endsWith("`") && attribute.length() > 1
            ? attribute.substring(1, attribute.length() - 1).replace("``", "`")
            : attribute;
    return partitionColumns.stream().filter(name::equalsIgnoreCase).findFirst().orElse(null);
  }

  /**
   * Checks all that can be checked before a row is there.
   *
   * @throws IllegalArgumentException if columns cannot be written or options do not fit; names all
   *     such columns
   */
  @Override
  public Write build() {
    StructType schema = info.schema();
    checkPartitionColumns(schema);
    ColumnTypes.encoder(schema, partitionColumns, options);
    boolean direct = isDirect();
    new Target(path, hadoop)
        .require(
            partitionColumns,
            !(replaced instanceof Replaced.Everything)
                && !info.options().getBoolean("recursiveFileLookup", false));
    Codec codec = Codec.named(options.codec(), hadoop);
    if (!codec.readableByTensorFlow()) {
      LOG.warn(
          "{}: TensorFlow cannot read TFRecord files packed by {} (it reads: none, gzip, zlib)",
          path,
          codec);
    }
    WriteJob job =
        new WriteJob(
            path,
            UUID.randomUUID().toString().replace("-", ""),
            schema,
            partitionColumns,
            zone.getId(),
            options,
            codec,
            direct,
            new SerializableConfiguration(hadoop));
    boolean newFolder = info.options().getBoolean(NEW_FOLDER_OPTION, false);
    boolean spread = info.options().getBoolean(SPREAD_OPTION, false);
    return new TfRecordWrite(
        new WritePlan(job, replaced, newFolder, ""), streamId(), spread ? 0 : options.shards());
  }

  private void checkPartitionColumns(StructType schema) {
    for (String column : partitionColumns) {
      if (!Arrays.asList(schema.fieldNames()).contains(column)) {
        throw new IllegalArgumentException(
            "partition column '"
                + column
                + "' is not in the data (expected: one of "
                + Arrays.toString(schema.fieldNames())
                + ")");
      }
      if (!PartitionText.isSupported(schema.apply(column).dataType())) {
        throw new IllegalArgumentException(
            "partition column '"
                + column
                + "': found "
                + schema.apply(column).dataType().simpleString()
                + " (expected: a string, number, boolean, date or timestamp)");
      }
    }
  }

  private boolean isDirect() {
    if (options.commit() == Commit.RENAME) {
      return false;
    }
    String scheme;
    try {
      scheme = new Path(path).getFileSystem(hadoop).getUri().getScheme().toLowerCase(Locale.ROOT);
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": could not open the file system", e);
    }
    if (options.commit() == Commit.AUTO) {
      return OBJECT_STORES.contains(scheme);
    }
    if (NO_OBJECT_STORES.contains(scheme)) {
      throw new IllegalArgumentException(
          "option 'commit': found 'direct' for "
              + path
              + " (expected: rename, as files of "
              + scheme
              + " are visible before they are complete)");
    }
    return true;
  }

  private String streamId() {
    String digits = info.queryId().replace("-", "");
    return digits.matches("[0-9a-f]{8,}")
        ? digits.substring(0, 8)
        : "%08x".formatted(info.queryId().hashCode());
  }
}
