package io.millrace.records.spark.read;

import io.millrace.records.spark.options.ReadMode;
import io.millrace.records.spark.options.ReadOptions;
import io.millrace.records.spark.options.RecordType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The vectors of data columns and the decoder that fills them.
 *
 * @param vectors in the order of the columns
 * @param decoder fills all of them but that of corrupt records
 * @param corrupt shows corrupt records: a {@link BytesVector} or a {@link TextVector}; null where
 *     no column asks for them
 */
record ReadColumns(List<BatchVector> vectors, RecordDecoder decoder, BatchVector corrupt) {
  private static final String SCALARS =
      "boolean, tinyint, smallint, int, bigint, float, double, decimal, string, binary, date,"
          + " timestamp";

  /**
   * Makes vectors for columns.
   *
   * @param schema all columns: unless the mode is FAILFAST, a record has to fit all of them, so
   *     that its fate does not depend on the columns of the query
   * @throws IllegalArgumentException if a column has a type that records of this kind cannot hold
   */
  static ReadColumns of(StructType columns, StructType schema, ReadOptions options) {
    List<BatchVector> vectors = new ArrayList<>();
    List<FeatureColumn> features = new ArrayList<>();
    BatchVector corrupt = null;
    BytesVector record = null;
    for (StructField field : columns.fields()) {
      BatchVector vector;
      if (isCorrupt(field, options)) {
        vector = corruptVector(field);
        corrupt = vector;
      } else if (options.recordType() == RecordType.BYTE_ARRAY) {
        record = recordVector(field);
        vector = record;
      } else {
        FeatureColumn feature = feature(field, options);
        features.add(feature);
        vector = feature.vector;
      }
      vectors.add(vector);
    }
    if (options.recordType() != RecordType.BYTE_ARRAY) {
      if (options.mode() != ReadMode.FAILFAST) {
        Set<String> read = Set.of(columns.fieldNames());
        Arrays.stream(schema.fields())
            .filter(field -> !read.contains(field.name()) && !isCorrupt(field, options))
            .forEach(field -> features.add(feature(field, options)));
      }
      return new ReadColumns(vectors, new FeatureDecoder(features, options.recordType()), corrupt);
    }
    // Without the column, its vector is filled for nobody: all records are well-formed.
    BytesVector filled = record == null ? new BytesVector(DataTypes.BinaryType) : record;
    return new ReadColumns(vectors, new BytesDecoder(filled), corrupt);
  }

  private static boolean isCorrupt(StructField field, ReadOptions options) {
    return options.mode() == ReadMode.PERMISSIVE
        && field.name().equals(options.corruptRecordColumn());
  }

  private static BatchVector corruptVector(StructField field) {
    if (field.dataType() instanceof BinaryType) {
      return new BytesVector(field.dataType());
    }
    if (field.dataType() instanceof StringType) {
      return new TextVector();
    }
    throw refused(field, "binary (the bytes of a corrupt record) or string (what is wrong)");
  }

  private static BytesVector recordVector(StructField field) {
    if (!field.name().equals(RecordType.BYTE_ARRAY_COLUMN)) {
      throw new IllegalArgumentException(
          "column '%s' (expected: %s, the only column of recordType=ByteArray)"
              .formatted(field.name(), RecordType.BYTE_ARRAY_COLUMN));
    }
    if (field.dataType() instanceof BinaryType || field.dataType() instanceof StringType) {
      return new BytesVector(field.dataType());
    }
    throw refused(field, "binary or string");
  }

  private static FeatureColumn feature(StructField field, ReadOptions options) {
    boolean sequence = options.recordType() == RecordType.SEQUENCE_EXAMPLE;
    boolean lossy = options.allowLossyCasts();
    if (!(field.dataType() instanceof ArrayType list)) {
      ValueVector vector = values(field, field.dataType(), lossy);
      return new FeatureColumn(field.name(), vector, true, false);
    }
    if (!(list.elementType() instanceof ArrayType inner)) {
      ListVector vector = new ListVector(list, values(field, list.elementType(), lossy));
      return new FeatureColumn(field.name(), vector, true, sequence);
    }
    if (!sequence) {
      throw refused(
          field,
          SCALARS + " or an array of these; arrays of arrays with recordType=SequenceExample");
    }
    ListVector steps = new ListVector(inner, values(field, inner.elementType(), lossy));
    return new FeatureColumn(field.name(), new StepsVector(list, steps), false, true);
  }

  private static ValueVector values(StructField field, DataType type, boolean lossy) {
    if (type instanceof LongType
        || type instanceof IntegerType
        || type instanceof ShortType
        || type instanceof ByteType
        || type instanceof BooleanType
        || type instanceof DateType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType) {
      return new LongVector(type);
    }
    if (type instanceof FloatType || type instanceof DoubleType) {
      return new FloatVector(type);
    }
    if (type instanceof StringType || type instanceof BinaryType) {
      return new BytesVector(type);
    }
    if (type instanceof DecimalType decimal) {
      return new DecimalVector(decimal, lossy);
    }
    throw refused(field, SCALARS + ", or arrays of these");
  }

  private static IllegalArgumentException refused(StructField field, String expected) {
    return new IllegalArgumentException(
        "column '%s' of type %s (expected: %s)"
            .formatted(field.name(), field.dataType().catalogString(), expected));
  }

  void startBatch(byte[] buffer) {
    decoder.startBatch(buffer);
    if (corrupt != null) {
      corrupt.startBatch(buffer);
    }
  }

  void reserveRows(int rows) {
    decoder.reserveRows(rows);
    if (corrupt != null) {
      corrupt.reserveRows(rows);
    }
  }

  void endBatch(int rows) {
    decoder.endBatch(rows);
    if (corrupt != null) {
      corrupt.endBatch(rows);
    }
  }
}
