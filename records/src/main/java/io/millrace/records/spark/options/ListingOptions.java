package io.millrace.records.spark.options;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Which files below the given paths are read, as for Spark's file sources.
 *
 * @param recursiveFileLookup {@code recursiveFileLookup}: whether folders named {@code a=1} are
 *     mere folders, not partitions; default false
 * @param pathGlobFilter {@code pathGlobFilter}: a glob for the names of files; empty, the default,
 *     takes all
 * @param modifiedAfterMillis {@code modifiedAfter}: only files modified later, as {@code
 *     2024-01-31T13:00:00} in the zone of {@code timeZone} or the session; default: all
 * @param modifiedBeforeMillis {@code modifiedBefore}: only files modified earlier; default: all
 * @param basePath {@code basePath}: the folder below which folders named {@code a=1} are
 *     partitions; empty, the default: the given paths
 * @param inferPartitionTypes {@code spark.sql.sources.partitionColumnTypeInference.enabled} of the
 *     session: whether the values of partitions have other types than string; default true
 * @param zone that of dates and times without one: {@code timeZone}, or the session's
 * @param maxFilesPerTrigger {@code maxFilesPerTrigger}: the most files of a batch of a stream;
 *     default 0, no bound
 */
public record ListingOptions(
    boolean recursiveFileLookup,
    String pathGlobFilter,
    long modifiedAfterMillis,
    long modifiedBeforeMillis,
    String basePath,
    boolean inferPartitionTypes,
    ZoneId zone,
    int maxFilesPerTrigger)
    implements Serializable {
  /** Options, and the value of each that asks for nothing. */
  private static final SortedMap<String, String> NOT_OFFERED =
      new TreeMap<>(
          Map.of(
              "latestFirst", "false",
              "maxFileAge", "",
              "maxBytesPerTrigger", "",
              "fileNameOnly", "false",
              "cleanSource", "off"));

  /**
   * Reads the options of a source.
   *
   * @throws IllegalArgumentException if one does not parse; says which, and what would
   */
  public static ListingOptions of(CaseInsensitiveStringMap map, RuntimeConfig session) {
    OptionMap options = new OptionMap(map);
    refuse(options);
    ZoneId zone = zone(options, session);
    return new ListingOptions(
        options.flag("recursiveFileLookup", false),
        options.text("pathGlobFilter").orElse(""),
        millis(options, "modifiedAfter", zone, Long.MIN_VALUE),
        millis(options, "modifiedBefore", zone, Long.MAX_VALUE),
        options.text("basePath").orElse(""),
        Boolean.parseBoolean(
            session.get("spark.sql.sources.partitionColumnTypeInference.enabled", "true")),
        zone,
        (int) options.number("maxFilesPerTrigger", 0, 1, Integer.MAX_VALUE));
  }

  /** What Spark's own streams of files offer and this one does not. */
  private static void refuse(OptionMap options) {
    List<String> found = new ArrayList<>();
    NOT_OFFERED.forEach(
        (key, harmless) ->
            options
                .text(key)
                .filter(value -> !value.equalsIgnoreCase(harmless))
                .ifPresent(value -> found.add(key + "=" + value)));
    if (!found.isEmpty()) {
      throw new IllegalArgumentException(
          "found the options %s (expected: none of %s, which streams of TFRecord files do not offer:"
                  .formatted(String.join(", ", found), String.join(", ", NOT_OFFERED.keySet()))
              + " all files are read, oldest first, and stay); leave them out");
    }
  }

  private static ZoneId zone(OptionMap options, RuntimeConfig session) {
    String name =
        options
            .text("timeZone")
            .orElseGet(
                () -> session.get("spark.sql.session.timeZone", ZoneId.systemDefault().getId()));
    try {
      return ZoneId.of(name, ZoneId.SHORT_IDS);
    } catch (DateTimeException e) {
      throw OptionMap.wrong("timeZone", name, "a zone, such as UTC or Europe/Paris");
    }
  }

  private static long millis(OptionMap options, String key, ZoneId zone, long otherwise) {
    String text = options.text(key).orElse(null);
    if (text == null) {
      return otherwise;
    }
    try {
      return LocalDateTime.parse(text).atZone(zone).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      throw OptionMap.wrong(key, text, "a time such as 2024-01-31T13:00:00");
    }
  }
}
