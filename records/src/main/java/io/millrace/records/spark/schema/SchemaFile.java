package io.millrace.records.spark.schema;

import io.millrace.records.spark.options.RecordType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;

/**
 * The schema of TFX and TensorFlow Data Validation as one of Spark: a {@code schema.pbtxt}, which
 * is {@code tensorflow.metadata.v0.Schema} in protobuf's text format.
 *
 * <p>INT becomes long, FLOAT float, BYTES string, and binary with an image, audio or video domain.
 * A feature is a scalar if its shape has one value (no dimensions, or all of size 1), or if its
 * value_count is from 1 to 1; else it is an array. The struct {@code ##SEQUENCE##}, where TFX keeps
 * the feature lists of tf.SequenceExamples, gives an array of arrays for each of its features;
 * other structs are refused. Deprecated features, and those of the stages PLANNED, ALPHA,
 * DEPRECATED, DEBUG_ONLY and DISABLED, are left out, as TFX leaves them out of its parsing specs.
 * Columns are nullable and come in the order of the file. What does not bear on types is ignored.
 */
public final class SchemaFile {
  private static final long MAX_BYTES = 256L << 20;

  private SchemaFile() {}

  /**
   * Reads a schema.
   *
   * @param path the file, or a folder that has a {@code schema.pbtxt}
   * @param type of the records; feature lists need {@link RecordType#SEQUENCE_EXAMPLE}
   * @throws IllegalArgumentException if it is not such a file, with line and column; or if one of
   *     its features has no type here
   * @throws IOException if it cannot be read
   */
  public static StructType read(String path, RecordType type, Configuration hadoop)
      throws IOException {
    if (type == RecordType.BYTE_ARRAY) {
      throw new IllegalArgumentException(
          "%s: found a schema file for records of type ByteArray (expected: %s or %s)"
              .formatted(path, RecordType.EXAMPLE, RecordType.SEQUENCE_EXAMPLE));
    }
    Path file = new Path(path);
    FileSystem files = file.getFileSystem(hadoop);
    FileStatus status = files.getFileStatus(file);
    if (status.isDirectory()) {
      file = new Path(file, "schema.pbtxt");
      status = files.getFileStatus(file);
    }
    if (status.getLen() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "%s: found %,d bytes (expected: a schema, at most %,d)"
              .formatted(file, status.getLen(), MAX_BYTES));
    }
    try (InputStream in = files.open(file)) {
      return parse(file.toString(), new String(in.readAllBytes(), StandardCharsets.UTF_8), type);
    }
  }

  /**
   * Reads the text of a schema.
   *
   * @param file its name, for messages
   */
  static StructType parse(String file, String text, RecordType type) {
    return new SchemaColumns(type).of(TextFormatParser.parse(file, text));
  }
}
