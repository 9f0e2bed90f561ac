package io.millrace.transforms.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.records.Example;
import io.millrace.transforms.ingest.format.Decimals;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SparkRecords;
import io.millrace.transforms.testing.SparkTestSession;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Random rows of random schemas become the examples that a plain model of the guide says. */
class RandomTablesTest {
  private static final List<String> TEXTS = List.of("", "a", "ab", "ü", "漢字", "\ud83d\ude00", "0");
  private static final List<DataType> KEYS =
      List.of(DataTypes.LongType, DataTypes.IntegerType, DataTypes.StringType);
  private static final List<DataType> SCALARS =
      List.of(
          DataTypes.BooleanType,
          DataTypes.ByteType,
          DataTypes.ShortType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.FloatType,
          DataTypes.DoubleType,
          DataTypes.createDecimalType(18, 0),
          DataTypes.createDecimalType(12, 3),
          DataTypes.StringType,
          DataTypes.BinaryType,
          DataTypes.DateType,
          DataTypes.TimestampType,
          DataTypes.TimestampNTZType);

  /** A row that the guide says is rejected. */
  private static final class NullInList extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Property(tries = 40)
  void rowsBecomeExamples(@ForAll long seed) {
    Random random = new Random(seed);
    StructType schema = struct(random, 1 + random.nextInt(5), 2);
    List<Row> rows = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      rows.add((Row) value(random, schema, 0));
    }

    Dataset<Row> table = SparkTestSession.get().createDataFrame(rows, schema).coalesce(1);
    List<SparkRecords.Row> found =
        InternalRows.of(table)
            .mapPartitions(
                new EncodeRows("table", schema, Decimals.NUMBER, new Origin.Table("table")))
            .collect();

    List<String> expected = rows.stream().map(row -> expected(schema, row)).toList();
    assertThat(found.stream().map(RandomTablesTest::text).toList())
        .as(schema.toDDL())
        .isEqualTo(expected);
  }

  private static StructType struct(Random random, int fields, int depth) {
    StructType struct = new StructType();
    for (int i = 0; i < fields; i++) {
      struct = struct.add((i % 2 == 0 ? "c" : "ü ") + i, type(random, depth));
    }
    return struct;
  }

  /** A type; lists in lists are refused, so only scalars and structs of them lie in lists. */
  private static DataType type(Random random, int depth) {
    int kind = depth == 0 ? 0 : random.nextInt(6);
    return switch (kind) {
      case 1 -> struct(random, 1 + random.nextInt(3), depth - 1);
      case 2 -> new ArrayType(element(random), true);
      case 3 -> new MapType(KEYS.get(random.nextInt(KEYS.size())), element(random), true);
      default -> SCALARS.get(random.nextInt(SCALARS.size()));
    };
  }

  private static DataType element(Random random) {
    return random.nextInt(3) == 0 ? struct(random, 1 + random.nextInt(3), 0) : type(random, 0);
  }

  /** A value; one of {@code nullsOf} is null, if that is not 0. */
  private static Object value(Random random, DataType type, int nullsOf) {
    if (nullsOf > 0 && random.nextInt(nullsOf) == 0) {
      return null;
    }
    if (type instanceof StructType struct) {
      return RowFactory.create(
          Arrays.stream(struct.fields())
              .map(field -> value(random, field.dataType(), nullsOf > 4 ? nullsOf : 4))
              .toArray());
    }
    if (type instanceof ArrayType array) {
      List<Object> list = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        list.add(value(random, array.elementType(), 30));
      }
      return list;
    }
    if (type instanceof MapType map) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        entries.put(value(random, map.keyType(), 0), value(random, map.valueType(), 30));
      }
      return entries;
    }
    String text = TEXTS.get(random.nextInt(TEXTS.size()));
    return switch (type.typeName()) {
      case "boolean" -> random.nextBoolean();
      case "byte" -> (byte) random.nextInt();
      case "short" -> (short) random.nextInt();
      case "integer" -> random.nextInt(3) - 1;
      case "long" -> random.nextLong();
      case "float" -> random.nextInt(5) == 0 ? Float.NaN : (float) random.nextGaussian();
      case "double" -> random.nextGaussian() * 1e30;
      case "decimal(18,0)" -> BigDecimal.valueOf(random.nextLong() % 1_000_000_000_000_000_000L);
      case "decimal(12,3)" -> BigDecimal.valueOf(random.nextInt(), 3);
      case "string" -> text;
      case "binary" -> text.getBytes(UTF_8);
      case "date" -> LocalDate.ofEpochDay(random.nextInt(100_000) - 50_000);
      case "timestamp" -> instant(random);
      case "timestamp_ntz" -> LocalDateTime.ofInstant(instant(random), ZoneOffset.UTC);
      default -> throw new AssertionError(type);
    };
  }

  private static Instant instant(Random random) {
    return Instant.EPOCH.plus(random.nextInt() * 1_000_003L, ChronoUnit.MICROS);
  }

  private static String expected(StructType schema, Row row) {
    Map<String, List<Object>> features = new TreeMap<>();
    try {
      for (int i = 0; i < schema.size(); i++) {
        StructField field = schema.fields()[i];
        put(features, field.name(), field.dataType(), row.get(i));
      }
    } catch (NullInList e) {
      return "null_in_list";
    }
    return features.toString();
  }

  /** Puts a value outside of lists, or none, which null stands for. */
  private static void put(
      Map<String, List<Object>> features, String name, DataType type, Object value) {
    if (type instanceof StructType struct) {
      for (int i = 0; i < struct.size(); i++) {
        StructField field = struct.fields()[i];
        Object part = value == null ? null : ((Row) value).get(i);
        put(features, name + "." + field.name(), field.dataType(), part);
      }
    } else if (type instanceof ArrayType array) {
      putAll(features, name, array.elementType(), (List<?>) value);
    } else if (type instanceof MapType map) {
      List<Map.Entry<?, ?>> entries =
          value == null ? null : new ArrayList<>(((Map<?, ?>) value).entrySet());
      if (entries != null) {
        entries.sort((a, b) -> compare(a.getKey(), b.getKey()));
      }
      putAll(features, name + ".keys", map.keyType(), each(entries, Map.Entry::getKey));
      putAll(features, name + ".values", map.valueType(), each(entries, Map.Entry::getValue));
    } else {
      putAll(features, name, type, value == null ? null : List.of(value));
    }
  }

  private static void putAll(
      Map<String, List<Object>> features, String name, DataType type, List<?> values) {
    if (values != null && values.stream().anyMatch(Objects::isNull)) {
      throw new NullInList();
    }
    if (type instanceof StructType struct) {
      for (int i = 0; i < struct.size(); i++) {
        int index = i;
        StructField field = struct.fields()[i];
        List<?> parts = each(values, row -> ((Row) row).get(index));
        putAll(features, name + "." + field.name(), field.dataType(), parts);
      }
    } else {
      features.put(name, values == null ? List.of("NONE") : kindAndValues(type, values));
    }
  }

  private static <T> List<Object> each(List<T> values, Function<T, Object> function) {
    if (values == null) {
      return null;
    }
    List<Object> each = new ArrayList<>();
    values.forEach(value -> each.add(function.apply(value)));
    return each;
  }

  private static int compare(Object a, Object b) {
    return a instanceof String text
        ? Arrays.compareUnsigned(text.getBytes(UTF_8), ((String) b).getBytes(UTF_8))
        : Long.compare(((Number) a).longValue(), ((Number) b).longValue());
  }

  private static List<Object> kindAndValues(DataType type, List<?> values) {
    List<Object> list = new ArrayList<>();
    list.add(
        switch (type.typeName()) {
          case "string", "binary" -> "BYTES";
          case "float", "double", "decimal(12,3)" -> "FLOAT";
          default -> "INT64";
        });
    for (Object value : values) {
      if (value instanceof Boolean yes) {
        list.add(yes ? 1L : 0L);
      } else if (value instanceof String text) {
        list.add(hex(text.getBytes(UTF_8)));
      } else if (value instanceof byte[] bytes) {
        list.add(hex(bytes));
      } else if (value instanceof LocalDate day) {
        list.add(day.toEpochDay());
      } else if (value instanceof Instant time) {
        list.add(ChronoUnit.MICROS.between(Instant.EPOCH, time));
      } else if (value instanceof LocalDateTime time) {
        list.add(ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant(ZoneOffset.UTC)));
      } else if (list.get(0).equals("FLOAT")) {
        list.add((float) ((Number) value).doubleValue());
      } else {
        list.add(((Number) value).longValue());
      }
    }
    return list;
  }

  /** What was found, as the model writes it. */
  private static String text(SparkRecords.Row row) {
    Example example;
    try {
      example = Example.parse(row.get());
    } catch (RejectedRecordException e) {
      return e.reason();
    }
    Map<String, List<Object>> features = new TreeMap<>();
    for (String name : example.names()) {
      List<Object> list = new ArrayList<>(List.of(example.kind(name).toString()));
      switch (example.kind(name)) {
        case NONE -> {}
        case BYTES -> example.bytes(name).forEach(bytes -> list.add(hex(bytes)));
        case FLOAT -> {
          for (float value : example.floats(name)) {
            list.add(value);
          }
        }
        case INT64 -> Arrays.stream(example.longs(name)).forEach(list::add);
      }
      features.put(name, list);
    }
    return features.toString();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
