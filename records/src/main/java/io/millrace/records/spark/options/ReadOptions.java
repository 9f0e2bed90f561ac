package io.millrace.records.spark.options;

import io.millrace.records.TfRecordReader;
import java.io.Serializable;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * How files are read. An option wins over the session's setting of the same meaning, that over the
 * default.
 *
 * @param recordType {@code recordType}: what a record is; default Example
 * @param mode {@code mode}: what happens to malformed records; default FAILFAST
 * @param corruptRecordColumn {@code columnNameOfCorruptRecord}: in PERMISSIVE mode, the column for
 *     corrupt records, of type binary (their bytes) or string (what is wrong); default: that of the
 *     session, {@code _corrupt_record}
 * @param codec {@code codec}: the packing of files whose first bytes do not tell it; empty, the
 *     default: their extension tells
 * @param checkCrc {@code checkCrc}: whether the checksums of payloads are checked; those of lengths
 *     always are. Default true
 * @param maxRecordBytes {@code maxRecordBytes}: the longest record that is read; default 1 GiB
 * @param splittable {@code splittable}: whether uncompressed files are split; default true
 * @param allowLossyCasts {@code allowLossyCasts}: whether a float32 may become a decimal; default
 *     false
 * @param ignoreCorruptFiles {@code ignoreCorruptFiles}: whether the rest of a file that cannot be
 *     unpacked or read is left out with a warning; default: the session's
 * @param ignoreMissingFiles {@code ignoreMissingFiles}: whether files that vanished after the
 *     planning are left out; default: the session's
 * @param batchRows {@code batchRows}: the most rows of a columnar batch; default 4,096
 * @param maxDroppedRecords {@code maxDroppedRecords}: in modes other than FAILFAST, how many
 *     records of a task may be left out or given as nulls before it fails; default: any number,
 *     {@link #NO_BOUND}
 */
public record ReadOptions(
    RecordType recordType,
    ReadMode mode,
    String corruptRecordColumn,
    String codec,
    boolean checkCrc,
    int maxRecordBytes,
    boolean splittable,
    boolean allowLossyCasts,
    boolean ignoreCorruptFiles,
    boolean ignoreMissingFiles,
    int batchRows,
    long maxDroppedRecords)
    implements Serializable {
  /** No bound on the records of a task that are left out. */
  public static final long NO_BOUND = Long.MAX_VALUE;

  private static final int LARGEST_RECORD_BYTES = Integer.MAX_VALUE - 64;

  /** Whether lengths alone tell how many rows there are: no record and no file is left out. */
  public boolean framesTellAll() {
    return mode == ReadMode.FAILFAST && !ignoreCorruptFiles;
  }

  /**
   * Reads the options of a source.
   *
   * @throws IllegalArgumentException if one does not parse; says which, and what would
   */
  public static ReadOptions of(CaseInsensitiveStringMap map, RuntimeConfig session) {
    OptionMap options = new OptionMap(map);
    return new ReadOptions(
        options.choice("recordType", RecordType.EXAMPLE),
        options.choice("mode", ReadMode.FAILFAST),
        options
            .text("columnNameOfCorruptRecord")
            .orElse(session.get("spark.sql.columnNameOfCorruptRecord", "_corrupt_record")),
        options.text("codec").orElse(""),
        options.flag("checkCrc", true),
        (int)
            options.bytes(
                "maxRecordBytes", TfRecordReader.DEFAULT_MAX_RECORD_BYTES, 0, LARGEST_RECORD_BYTES),
        options.flag("splittable", true),
        options.flag("allowLossyCasts", false),
        options.flag(
            "ignoreCorruptFiles",
            Boolean.parseBoolean(session.get("spark.sql.files.ignoreCorruptFiles", "false"))),
        options.flag(
            "ignoreMissingFiles",
            Boolean.parseBoolean(session.get("spark.sql.files.ignoreMissingFiles", "false"))),
        (int) options.number("batchRows", 4096, 1, 1 << 20),
        options.number("maxDroppedRecords", NO_BOUND, 0, NO_BOUND));
  }
}
