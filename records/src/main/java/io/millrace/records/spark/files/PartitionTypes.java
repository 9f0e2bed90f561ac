package io.millrace.records.spark.files;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;

/** The types of partition columns, and their values as Catalyst keeps them. */
final class PartitionTypes {
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd")
          .optionalStart()
          .appendLiteral('T')
          .optionalEnd()
          .optionalStart()
          .appendLiteral(' ')
          .optionalEnd()
          .appendPattern("HH:mm[:ss]")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private final ZoneId zone;

  PartitionTypes(ZoneId zone) {
    this.zone = zone;
  }

  /** The narrowest type of a value: int, long, double, timestamp, date, string. */
  DataType infer(String text) {
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    if (first != '+' && first != '-' && first != '.' && (first < '0' || first > '9')) {
      return DataTypes.StringType;
    }
    for (DataType type :
        new DataType[] {
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.DoubleType,
          DataTypes.DateType,
          DataTypes.TimestampType
        }) {
      if (reads(type, text)) {
        return type;
      }
    }
    return DataTypes.StringType;
  }

  private boolean reads(DataType type, String text) {
    try {
      if (type instanceof DoubleType && !isExactDouble(text)) {
        return false;
      }
      parse(type, text);
      return true;
    } catch (ArithmeticException | IllegalArgumentException | DateTimeParseException e) {
      return false;
    }
  }

  /** Not 1d or 1f, which are names; not integers that a double cannot hold. */
  private static boolean isExactDouble(String text) {
    char last = text.charAt(text.length() - 1);
    if (last != '.' && (last < '0' || last > '9')) {
      return false;
    }
    return new BigDecimal(text).scale() > 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
  }

  /** The type that holds the values of both; null stands for no value. */
  static DataType wider(DataType left, DataType right) {
    if (left == null || right == null || left.equals(right)) {
      return left == null ? right : left;
    }
    if (is(left, right, DataTypes.IntegerType, DataTypes.LongType)) {
      return DataTypes.LongType;
    }
    if (is(left, right, DataTypes.IntegerType, DataTypes.DoubleType)) {
      return DataTypes.DoubleType;
    }
    if (is(left, right, DataTypes.DateType, DataTypes.TimestampType)) {
      return DataTypes.TimestampType;
    }
    return DataTypes.StringType;
  }

  private static boolean is(DataType left, DataType right, DataType one, DataType other) {
    return left.equals(one) && right.equals(other) || left.equals(other) && right.equals(one);
  }

  /**
   * A value as Catalyst keeps it.
   *
   * @throws IllegalArgumentException if the text is no such value; names neither file nor column
   */
  Object value(DataType type, String text) {
    if (text == null) {
      return null;
    }
    try {
      return parse(type, text);
    } catch (ArithmeticException | DateTimeParseException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private Object parse(DataType type, String text) {
    if (type instanceof StringType) {
      return UTF8String.fromString(text);
    } else if (type instanceof IntegerType) {
      return Integer.valueOf(text);
    } else if (type instanceof LongType) {
      return Long.valueOf(text);
    } else if (type instanceof ShortType) {
      return Short.valueOf(text);
    } else if (type instanceof ByteType) {
      return Byte.valueOf(text);
    } else if (type instanceof DoubleType) {
      return Double.valueOf(text);
    } else if (type instanceof FloatType) {
      return Float.valueOf(text);
    } else if (type instanceof BooleanType) {
      return bool(text);
    } else if (type instanceof DecimalType decimal) {
      return decimal(text, decimal);
    } else if (type instanceof DateType) {
      return Math.toIntExact(LocalDate.parse(text).toEpochDay());
    } else if (type instanceof TimestampType) {
      return micros(text, zone);
    } else if (type instanceof TimestampNTZType) {
      return micros(text, ZoneOffset.UTC);
    } else if (type instanceof BinaryType) {
      return UTF8String.fromString(text).getBytes();
    }
    throw new IllegalArgumentException(
        "a partition column of type " + type.sql() + " (expected: a scalar type)");
  }

  private static Boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("not a boolean: " + text);
    };
  }

  private static Decimal decimal(String text, DecimalType type) {
    BigDecimal exact = new BigDecimal(text).setScale(type.scale());
    if (exact.precision() > type.precision()) {
      throw new ArithmeticException("more than " + type.precision() + " digits");
    }
    return Decimal.apply(exact, type.precision(), type.scale());
  }

  private static long micros(String text, ZoneId zone) {
    if (text.length() == 10) {
      return ChronoUnit.MICROS.between(
          java.time.Instant.EPOCH, LocalDate.parse(text).atStartOfDay(zone).toInstant());
    }
    java.time.Instant instant =
        text.endsWith("Z")
            ? OffsetDateTime.parse(text.replace(' ', 'T')).toInstant()
            : LocalDateTime.parse(text, TIMESTAMP).atZone(zone).toInstant();
    return ChronoUnit.MICROS.between(java.time.Instant.EPOCH, instant);
  }
}
