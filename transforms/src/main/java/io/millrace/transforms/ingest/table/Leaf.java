package io.millrace.transforms.ingest.table;

import io.millrace.records.ExampleBuilder;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/** Scalars of one type as one feature, without boxing. */
final class Leaf extends ValueNode {
  private final String name;
  private final Scalar type;
  private final int precision;
  private final int scale;
  private long[] longs = new long[1];
  private float[] floats = new float[1];
  private final List<byte[]> bytes = new ArrayList<>();
  private int count;

  /** A leaf; precision and scale are those of decimals. */
  Leaf(String name, Scalar type, int precision, int scale) {
    this.name = name;
    this.type = type;
    this.precision = precision;
    this.scale = scale;
  }

  String name() {
    return name;
  }

  @Override
  void putValue(SpecializedGetters from, int ordinal, ExampleBuilder example)
      throws BadValueException {
    clear();
    add(from, ordinal);
    putLists(example);
  }

  @Override
  void putNone(ExampleBuilder example) {
    example.putNone(name);
  }

  @Override
  void clear() {
    count = 0;
    bytes.clear();
  }

  @Override
  void add(SpecializedGetters from, int ordinal) throws BadValueException {
    if (from.isNullAt(ordinal)) {
      throw BadValueException.nullInList(name);
    }
    switch (type.kind()) {
      case LONGS -> {
        if (count == longs.length) {
          longs = Arrays.copyOf(longs, 2 * count);
        }
        longs[count++] = longAt(from, ordinal);
      }
      case FLOATS -> {
        if (count == floats.length) {
          floats = Arrays.copyOf(floats, 2 * count);
        }
        floats[count++] = floatAt(from, ordinal);
      }
      case BYTES -> bytes.add(bytesAt(from, ordinal));
    }
  }

  private long longAt(SpecializedGetters from, int ordinal) {
    return switch (type) {
      case BOOLEAN -> from.getBoolean(ordinal) ? 1 : 0;
      case BYTE -> from.getByte(ordinal);
      case SHORT -> from.getShort(ordinal);
      case INT -> from.getInt(ordinal);
      case LONG -> from.getLong(ordinal);
      default -> from.getDecimal(ordinal, precision, scale).toUnscaledLong();
    };
  }

  private float floatAt(SpecializedGetters from, int ordinal) throws BadValueException {
    if (type == Scalar.FLOAT) {
      return from.getFloat(ordinal);
    }
    double value =
        type == Scalar.DOUBLE
            ? from.getDouble(ordinal)
            : from.getDecimal(ordinal, precision, scale).toDouble();
    float narrowed = (float) value;
    if (Float.isInfinite(narrowed) && !Double.isInfinite(value)) {
      throw new BadValueException(
          "float_out_of_range",
          name,
          "found %s (expected: at most 3.4e38, all that a 32-bit float holds); divide it, or cast it to string in select"
              .formatted(value));
    }
    return narrowed;
  }

  private byte[] bytesAt(SpecializedGetters from, int ordinal) {
    return switch (type) {
      case BINARY -> from.getBinary(ordinal);
      case DECIMAL_TEXT -> {
        BigDecimal value = from.getDecimal(ordinal, precision, scale).toJavaBigDecimal();
        yield value.toPlainString().getBytes(StandardCharsets.US_ASCII);
      }
      default -> from.getUTF8String(ordinal).getBytes();
    };
  }

  @Override
  void putLists(ExampleBuilder example) {
    switch (type.kind()) {
      case LONGS -> example.putLongs(name, longs, 0, count);
      case FLOATS -> example.putFloats(name, floats, 0, count);
      case BYTES -> {
        if (bytes.size() == 1) {
          example.putBytes(name, bytes.get(0));
        } else {
          example.putBytesList(name, bytes);
        }
      }
    }
    bytes.clear();
  }
}
