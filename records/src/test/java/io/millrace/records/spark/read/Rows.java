package io.millrace.records.spark.read;

import io.millrace.records.spark.options.ReadMode;
import io.millrace.records.spark.options.ReadOptions;
import io.millrace.records.spark.options.RecordType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** Values of vectors as plain objects: numbers, text, bytes in hexadecimal, lists. */
final class Rows {
  private Rows() {}

  static List<Object> row(ColumnarBatch batch, int row) {
    List<Object> values = new ArrayList<>();
    for (int column = 0; column < batch.numCols(); column++) {
      values.add(value(batch.column(column), row));
    }
    return values;
  }

  static Object value(ColumnVector vector, int row) {
    DataType type = vector.dataType();
    if (vector.isNullAt(row)) {
      return null;
    } else if (type instanceof ArrayType) {
      ColumnarArray array = vector.getArray(row);
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < array.numElements(); i++) {
        values.add(element(array, i, ((ArrayType) type).elementType()));
      }
      return values;
    } else if (type instanceof BooleanType) {
      return vector.getBoolean(row);
    } else if (type instanceof ByteType) {
      return vector.getByte(row);
    } else if (type instanceof ShortType) {
      return vector.getShort(row);
    } else if (type instanceof IntegerType || type instanceof DateType) {
      return vector.getInt(row);
    } else if (type instanceof FloatType) {
      return vector.getFloat(row);
    } else if (type instanceof DoubleType) {
      return vector.getDouble(row);
    } else if (type instanceof DecimalType decimal) {
      return vector.getDecimal(row, decimal.precision(), decimal.scale()).toString();
    } else if (type instanceof StringType) {
      return vector.getUTF8String(row).toString();
    } else if (type instanceof BinaryType) {
      return HexFormat.of().formatHex(vector.getBinary(row));
    }
    return vector.getLong(row);
  }

  private static Object element(ColumnarArray array, int i, DataType type) {
    if (array.isNullAt(i)) {
      return null;
    } else if (type instanceof ArrayType inner) {
      ColumnarArray innerArray = array.getArray(i);
      List<Object> values = new ArrayList<>();
      for (int j = 0; j < innerArray.numElements(); j++) {
        values.add(element(innerArray, j, inner.elementType()));
      }
      return values;
    } else if (type instanceof BinaryType) {
      return HexFormat.of().formatHex(array.getBinary(i));
    } else if (type instanceof StringType) {
      return array.getUTF8String(i).toString();
    } else if (type instanceof FloatType) {
      return array.getFloat(i);
    } else if (type instanceof DoubleType) {
      return array.getDouble(i);
    } else if (type instanceof DecimalType decimal) {
      return array.getDecimal(i, decimal.precision(), decimal.scale()).toString();
    } else if (type instanceof IntegerType) {
      return array.getInt(i);
    } else if (type instanceof ByteType) {
      return array.getByte(i);
    } else if (type instanceof BooleanType) {
      return array.getBoolean(i);
    }
    return array.getLong(i);
  }

  static List<Object> nulls(int columns) {
    return Collections.nCopies(columns, null);
  }

  static ReadOptions options(RecordType type, ReadMode mode) {
    return options(type, mode, 4096);
  }

  static ReadOptions options(RecordType type, ReadMode mode, int batchRows) {
    return options(type, mode, batchRows, ReadOptions.NO_BOUND);
  }

  static ReadOptions options(
      RecordType type, ReadMode mode, int batchRows, long maxDroppedRecords) {
    return new ReadOptions(
        type,
        mode,
        "_corrupt_record",
        "",
        true,
        1 << 30,
        true,
        false,
        false,
        false,
        batchRows,
        maxDroppedRecords);
  }
}
