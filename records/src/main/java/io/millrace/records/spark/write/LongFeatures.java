package io.millrace.records.spark.write;

import static io.millrace.records.spark.write.FrameBuffer.LENGTH_DELIMITED_1;
import static io.millrace.records.spark.write.FrameBuffer.LENGTH_DELIMITED_3;
import static io.millrace.records.spark.write.FrameBuffer.delimitedSize;
import static io.millrace.records.spark.write.FrameBuffer.varintSize;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** Integers, booleans, dates and timestamps as an Int64List. */
final class LongFeatures {
  /** How Spark holds a value. */
  enum Source {
    BOOLEAN,
    BYTE,
    SHORT,
    INT,
    LONG;

    long at(SpecializedGetters from, int ordinal) {
      return switch (this) {
        case LONG -> from.getLong(ordinal);
        case INT -> from.getInt(ordinal);
        case SHORT -> from.getShort(ordinal);
        case BYTE -> from.getByte(ordinal);
        case BOOLEAN -> from.getBoolean(ordinal) ? 1 : 0;
      };
    }
  }

  private LongFeatures() {}

  static final class Scalar extends FeatureEncoder {
    private final Source source;
    private long value;
    private int size;

    Scalar(Source source) {
      this.source = source;
    }

    @Override
    long measure(SpecializedGetters from, int ordinal) {
      value = source.at(from, ordinal);
      size = varintSize(value);
      return size + 4L;
    }

    @Override
    void write(FrameBuffer out) {
      out.putFourBytes(LENGTH_DELIMITED_3, size + 2, LENGTH_DELIMITED_1, size);
      out.putVarint(value, size);
    }

    @Override
    void append(SpecializedGetters from, int ordinal, MapEntry entry, FrameBuffer out) {
      entry.start(out, measure(from, ordinal));
      write(out);
    }
  }

  static final class Many extends FeatureEncoder {
    private final Source source;
    private final boolean nullable;
    private ArrayData values;
    private int count;
    private long size;

    Many(Source source, boolean nullable) {
      this.source = source;
      this.nullable = nullable;
    }

    @Override
    long measure(SpecializedGetters from, int ordinal) {
      values = from.getArray(ordinal);
      count = values.numElements();
      if (nullable) {
        ArrayNulls.check(values, count);
      }
      size = 0;
      if (source == Source.LONG) {
        for (int i = 0; i < count; i++) {
          size += varintSize(values.getLong(i));
        }
      } else {
        for (int i = 0; i < count; i++) {
          size += varintSize(source.at(values, i));
        }
      }
      return delimitedSize(count == 0 ? 0 : delimitedSize(size));
    }

    @Override
    void write(FrameBuffer out) {
      out.put(LENGTH_DELIMITED_3);
      if (count == 0) {
        out.put(0);
        return;
      }
      out.putVarint(delimitedSize(size));
      out.put(LENGTH_DELIMITED_1);
      out.putVarint(size);
      if (source == Source.LONG) {
        for (int i = 0; i < count; i++) {
          out.putVarint(values.getLong(i));
        }
      } else {
        for (int i = 0; i < count; i++) {
          out.putVarint(source.at(values, i));
        }
      }
    }
  }
}
