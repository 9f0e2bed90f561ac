package io.millrace.records.spark.options;

import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Where a schema comes from that is not given.
 *
 * @param samplingRatio {@code samplingRatio}: the part of the records that is looked at, over 0 and
 *     up to 1; default 1
 * @param maxRecords {@code maxRecords}: the most records that are looked at; default: all
 * @param schemaFile {@code schemaFile}: a schema.pbtxt of TFX that gives the schema; empty, the
 *     default: inferred from the records
 */
public record InferenceOptions(double samplingRatio, long maxRecords, String schemaFile) {
  /**
   * Reads the options of a source.
   *
   * @throws IllegalArgumentException if one does not parse; says which, and what would
   */
  public static InferenceOptions of(CaseInsensitiveStringMap map) {
    OptionMap options = new OptionMap(map);
    return new InferenceOptions(
        options.fraction("samplingRatio", 1),
        options.number("maxRecords", Long.MAX_VALUE, 1, Long.MAX_VALUE),
        options.text("schemaFile").orElse(""));
  }
}
