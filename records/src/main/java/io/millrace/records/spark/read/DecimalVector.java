package io.millrace.records.spark.read;

import io.millrace.records.CurrentFeature;
import io.millrace.records.FeatureKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;

/**
 * Decimals, from their text or from integers, exactly; from floats, rounded, only where lossy casts
 * are allowed.
 */
final class DecimalVector extends ValueVector {
  /** No decimal of Spark has more digits than 38; leaves room for zeros and exponents. */
  private static final int LONGEST_TEXT = 400;

  private final int precision;
  private final int scale;
  private final boolean lossy;
  private final long[] oneLong = new long[1];
  private byte[] buffer = new byte[0];
  private Decimal[] values = new Decimal[0];

  DecimalVector(DecimalType type, boolean allowLossyCasts) {
    super(type);
    precision = type.precision();
    scale = type.scale();
    lossy = allowLossyCasts;
  }

  @Override
  void reserveValues(int wanted) {
    if (wanted > values.length) {
      values = Arrays.copyOf(values, larger(values.length, wanted));
    }
  }

  @Override
  void startBatch(byte[] bytes) {
    super.startBatch(bytes);
    buffer = bytes;
  }

  @Override
  boolean decode(byte[] bytes, int at, int end, int row) {
    if (at == end) {
      nulls[row] = true;
      return true;
    }
    BigDecimal value = null;
    if (bytes[at] == Wire.BYTES_LIST) {
      int list = Wire.enter(bytes, at, end, Wire.BYTES_LIST);
      int text = list < 0 || list == end ? Wire.UNUSUAL : Wire.enter(bytes, list, end, 0x0a);
      value = text < 0 ? null : parse(bytes, text, end - text);
    } else if (bytes[at] == Wire.INT64_LIST) {
      int from = Wire.enterPacked(bytes, at, end, Wire.INT64_LIST);
      if (from >= 0 && Wire.isVarint(bytes, from, end - from)) {
        value = exact(BigDecimal.valueOf(Wire.varint(bytes, from, end - from)));
      }
    }
    if (value == null) {
      return false;
    }
    values[row] = Decimal.apply(value, precision, scale);
    nulls[row] = false;
    return true;
  }

  /** Arrays of decimals are rare: the cursor reads them. */
  @Override
  int append(byte[] bytes, int at, int end, int index) {
    return at == end ? Wire.NO_LIST : Wire.UNUSUAL;
  }

  @Override
  boolean takes(FeatureKind kind) {
    return kind == FeatureKind.BYTES
        || kind == FeatureKind.INT64
        || lossy && kind == FeatureKind.FLOAT;
  }

  @Override
  String expectedKind() {
    return lossy ? "bytes, int64 or float" : "bytes or int64 (float with allowLossyCasts=true)";
  }

  @Override
  void appendValues(CurrentFeature feature, int index) {
    int count = feature.valueCount();
    switch (feature.kind()) {
      case INT64 -> {
        long[] longs = count == 1 ? oneLong : new long[count];
        feature.readLongs(longs, 0);
        for (int i = 0; i < count; i++) {
          put(index + i, exact(BigDecimal.valueOf(longs[i])), Long.toString(longs[i]));
        }
      }
      case FLOAT -> {
        float[] floats = new float[count];
        feature.readFloats(floats, 0);
        for (int i = 0; i < count; i++) {
          put(index + i, rounded(floats[i]), Float.toString(floats[i]));
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          int from = feature.bytesOffset(i);
          int length = feature.bytesLength(i);
          String text =
              new String(buffer, from, Math.min(length, LONGEST_TEXT), StandardCharsets.ISO_8859_1);
          put(index + i, parse(buffer, from, length), text);
        }
      }
    }
  }

  private void put(int index, BigDecimal value, String text) {
    if (value == null) {
      throw new MismatchException(
          "the value '" + text + "'",
          "a number that " + dataType().catalogString() + " holds exactly",
          "declare a wider decimal, or string, or correct the data");
    }
    values[index] = Decimal.apply(value, precision, scale);
  }

  private BigDecimal parse(byte[] bytes, int at, int length) {
    if (length > LONGEST_TEXT) {
      return null;
    }
    try {
      return exact(new BigDecimal(new String(bytes, at, length, StandardCharsets.ISO_8859_1)));
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** The value at the column's scale; null if digits would be lost. */
  private BigDecimal exact(BigDecimal value) {
    // Looks at the exponent first: 1e999999999 at scale 0 would fill the heap.
    BigDecimal shortest = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    long integerDigits = (long) shortest.precision() - shortest.scale();
    if (shortest.scale() > scale || integerDigits > precision - scale && shortest.signum() != 0) {
      return null;
    }
    return shortest.setScale(scale, RoundingMode.UNNECESSARY);
  }

  private BigDecimal rounded(float value) {
    if (!Float.isFinite(value)) {
      return null;
    }
    return exact(new BigDecimal(Float.toString(value)).setScale(scale, RoundingMode.HALF_UP));
  }

  @Override
  public Decimal getDecimal(int row, int columnPrecision, int columnScale) {
    return nulls != null && nulls[row] ? null : values[row];
  }
}
