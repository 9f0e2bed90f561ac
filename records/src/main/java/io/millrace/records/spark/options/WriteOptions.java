package io.millrace.records.spark.options;

import io.millrace.records.TfRecordWriter;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * How files are written.
 *
 * @param recordType {@code recordType}: what a record is; default Example
 * @param codec {@code codec}: the packing: none, gzip, zlib (which TensorFlow reads), snappy, lz4,
 *     zstd (which it does not), or the class of a Hadoop codec; default none
 * @param compressionLevel {@code compressionLevel}: of gzip and zlib, -1 to 9; default 1
 * @param shards {@code shards}: how many files a write gives; default 0, one for each partition of
 *     the data
 * @param targetShardBytes {@code targetShardBytes}: a file that reached this size on disk is
 *     followed by another; default 0, no bound
 * @param filePrefix {@code filePrefix}: what file names start with; default {@code data_tfrecord}
 * @param allowLossyCasts {@code allowLossyCasts}: whether doubles and decimals become float32, as
 *     in the TensorFlow connectors; default false
 * @param nullFeatures {@code nullFeatures}: what a null becomes: no feature (omit), or a feature
 *     without a list as TFX writes it (empty); default omit
 * @param sequenceColumns {@code sequenceColumns}: comma-separated array columns that become feature
 *     lists of a SequenceExample, one value a step; arrays of arrays always do. Default none
 * @param dynamicOverwrite {@code partitionOverwriteMode=dynamic}: whether an overwrite replaces
 *     only the partitions that it writes; default: the session's
 * @param commit {@code commit}: rename (staged, then renamed) or direct (written under the final
 *     names, for object stores); default auto, by the scheme of the path
 */
public record WriteOptions(
    RecordType recordType,
    String codec,
    int compressionLevel,
    int shards,
    long targetShardBytes,
    String filePrefix,
    boolean allowLossyCasts,
    NullFeatures nullFeatures,
    List<String> sequenceColumns,
    boolean dynamicOverwrite,
    Commit commit)
    implements Serializable {
  /** What is written for a null. */
  public enum NullFeatures {
    /** No feature. */
    OMIT,
    /** A feature without a list. */
    EMPTY
  }

  /** How files become visible. */
  public enum Commit {
    /** By the scheme of the path. */
    AUTO,
    /** Staged in a hidden folder, renamed when the job commits. */
    RENAME,
    /** Closed under the final name when the task commits. */
    DIRECT
  }

  /** The prefix of TFX's Examples. */
  public static final String DEFAULT_FILE_PREFIX = "data_tfrecord";

  /**
   * Reads the options of a sink.
   *
   * @throws IllegalArgumentException if one does not parse; says which, and what would
   */
  public static WriteOptions of(CaseInsensitiveStringMap map, RuntimeConfig session) {
    OptionMap options = new OptionMap(map);
    String locality = options.text("writeLocality").orElse("distributed");
    if (!locality.equalsIgnoreCase("distributed")) {
      throw OptionMap.wrong(
          "writeLocality",
          locality,
          "distributed; files on the disks of executors would be lost with them, write to a"
              + " shared path");
    }
    String prefix = options.text("filePrefix").orElse(DEFAULT_FILE_PREFIX);
    if (prefix.contains("/") || prefix.startsWith("_") || prefix.startsWith(".")) {
      throw OptionMap.wrong(
          "filePrefix", prefix, "a name without '/' that starts neither with '_' nor with '.'");
    }
    String overwrite =
        options
            .text("partitionOverwriteMode")
            .orElse(session.get("spark.sql.sources.partitionOverwriteMode", "static"))
            .toLowerCase(Locale.ROOT);
    if (!overwrite.equals("static") && !overwrite.equals("dynamic")) {
      throw OptionMap.wrong("partitionOverwriteMode", overwrite, "static or dynamic");
    }
    return new WriteOptions(
        options.choice("recordType", RecordType.EXAMPLE),
        options.text("codec").orElse("none"),
        (int) options.number("compressionLevel", TfRecordWriter.DEFAULT_LEVEL, -1, 9),
        (int) options.number("shards", 0, 0, 99_999),
        options.bytes("targetShardBytes", 0, 0, Long.MAX_VALUE),
        prefix,
        options.flag("allowLossyCasts", false),
        options.choice("nullFeatures", NullFeatures.OMIT),
        options
            .text("sequenceColumns")
            .map(names -> Arrays.stream(names.split(",")).map(String::trim).toList())
            .orElse(List.of()),
        overwrite.equals("dynamic"),
        options.choice("commit", Commit.AUTO));
  }
}
