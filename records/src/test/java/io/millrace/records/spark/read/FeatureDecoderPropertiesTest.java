package io.millrace.records.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.records.Example;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.spark.options.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

class FeatureDecoderPropertiesTest {
  private static final DataType[] BYTES = {
    DataTypes.StringType, DataTypes.BinaryType, DataTypes.createDecimalType(6, 2)
  };
  private static final DataType[] FLOATS = {DataTypes.FloatType, DataTypes.DoubleType};
  private static final DataType[] LONGS = {
    DataTypes.LongType,
    DataTypes.LongType,
    DataTypes.TimestampType,
    DataTypes.IntegerType,
    DataTypes.BooleanType,
    DataTypes.createDecimalType(20, 0)
  };

  private static StructType schema(Random random, boolean nested) {
    StructType schema = new StructType();
    for (int i = 0; i < RandomRecords.NAMES; i++) {
      DataType[] types =
          switch (random.nextInt(15) == 0 ? 1 + random.nextInt(3) : RandomRecords.kind(i)) {
            case 1 -> BYTES;
            case 2 -> FLOATS;
            default -> LONGS;
          };
      DataType type = types[random.nextInt(types.length)];
      for (int depth = random.nextInt(nested ? 3 : 2); depth > 0; depth--) {
        type = DataTypes.createArrayType(type, random.nextBoolean());
      }
      if (random.nextInt(4) > 0) {
        schema = schema.add(RandomRecords.name(i), type);
      }
    }
    return schema.add("absent", DataTypes.LongType);
  }

  @Property(tries = 400)
  void plainAndOddBytesOfExamplesGiveTheSameRowsAndErrors(@ForAll long seed) {
    RandomRecords records = new RandomRecords(seed, (int) Math.floorMod(seed, 4L) * 3);
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      batch.add(records.example());
    }
    bothWaysAreOne(schema(records.random(), false), RecordType.EXAMPLE, batch);
  }

  @Property(tries = 400)
  void plainAndOddBytesOfSequenceExamplesGiveTheSameRowsAndErrors(@ForAll long seed) {
    RandomRecords records = new RandomRecords(seed, (int) Math.floorMod(seed, 4L) * 3);
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      batch.add(records.sequenceExample());
    }
    bothWaysAreOne(schema(records.random(), true), RecordType.SEQUENCE_EXAMPLE, batch);
  }

  @Property(tries = 1000)
  void damagedBytesGiveTheSameRowsAndErrors(@ForAll long seed) {
    RandomRecords records = new RandomRecords(seed, 2);
    Random random = records.random();
    boolean sequence = random.nextBoolean();
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      byte[] record = sequence ? records.sequenceExample() : records.example();
      for (int j = random.nextInt(3); j > 0 && record.length > 0; j--) {
        record[random.nextInt(record.length)] = (byte) random.nextInt();
      }
      batch.add(random.nextInt(5) == 0 ? Arrays.copyOf(record, record.length / 2) : record);
    }
    bothWaysAreOne(
        schema(random, sequence),
        sequence ? RecordType.SEQUENCE_EXAMPLE : RecordType.EXAMPLE,
        batch);
  }

  private static void bothWaysAreOne(StructType schema, RecordType type, List<byte[]> records) {
    DecoderWay fast = new DecoderWay(schema, type);
    DecoderWay slow = new DecoderWay(schema, type);
    for (int round = 0; round < 2; round++) {
      assertThat(fast.decode(records, true)).isEqualTo(slow.decode(records, false));
    }
    assertThat(fast.errors).isEqualTo(slow.errors);
  }

  /** Without it, all would be right and slow. */
  @Property(tries = 100)
  void whatTheBuilderWritesIsPlain(@ForAll long seed) {
    Random random = new Random(seed);
    ExampleBuilder builder = new ExampleBuilder();
    StructType schema = new StructType();
    for (int i = 0; i < RandomRecords.NAMES; i++) {
      schema = schema.add(RandomRecords.name(i), DataTypes.createArrayType(typeOf(i)));
      int count = random.nextInt(200);
      switch (RandomRecords.kind(i)) {
        case 1 ->
            builder.putBytesList(
                RandomRecords.name(i), Collections.nCopies(count, new byte[random.nextInt(20)]));
        case 2 -> builder.putFloats(RandomRecords.name(i), new float[count]);
        default -> builder.putLongs(RandomRecords.name(i), random.longs(count).toArray());
      }
    }
    byte[] record = builder.toByteArray();
    DecoderWay way = new DecoderWay(schema, RecordType.EXAMPLE);
    way.columns.startBatch(record);
    way.columns.reserveRows(1);

    assertThat(way.decoder.decodePlain(record, 0, record.length, 0)).isTrue();
  }

  @Property(tries = 300)
  void prunedColumnsAreThoseOfAllColumns(@ForAll long seed) {
    RandomRecords records = new RandomRecords(seed, 3);
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      batch.add(records.example());
    }
    StructType schema = new StructType();
    for (int i = 0; i < RandomRecords.NAMES; i++) {
      schema = schema.add(RandomRecords.name(i), DataTypes.createArrayType(typeOf(i)));
    }
    List<List<Object>> all = new DecoderWay(schema, RecordType.EXAMPLE).decode(batch, true);
    for (int column = 0; column < schema.length(); column++) {
      StructType pruned = new StructType(new StructField[] {schema.apply(column)});
      int index = column;
      assertThat(new DecoderWay(pruned, RecordType.EXAMPLE).decode(batch, true))
          .isEqualTo(all.stream().map(row -> Arrays.asList(row.get(index))).toList());
    }
  }

  private static DataType typeOf(int i) {
    return new DataType[] {DataTypes.StringType, DataTypes.FloatType, DataTypes.LongType}
        [RandomRecords.kind(i) - 1];
  }

  @Property(tries = 300)
  void rowsAreWhatTheParserReads(@ForAll long seed) {
    RandomRecords records = new RandomRecords(seed, (int) Math.floorMod(seed, 4L) * 3);
    List<byte[]> batch = new ArrayList<>();
    StructType schema = new StructType();
    for (int i = 0; i < RandomRecords.NAMES; i++) {
      schema = schema.add(RandomRecords.name(i), DataTypes.createArrayType(typeOf(i)));
    }
    List<List<Object>> expected = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] record = records.example();
      batch.add(record);
      expected.add(parsed(Example.parse(record)));
    }
    assertThat(new DecoderWay(schema, RecordType.EXAMPLE).decode(batch, true)).isEqualTo(expected);
  }

  private static List<Object> parsed(Example example) {
    List<Object> row = new ArrayList<>();
    for (int i = 0; i < RandomRecords.NAMES; i++) {
      String name = RandomRecords.name(i);
      List<Object> values = new ArrayList<>();
      row.add(values);
      switch (example.kind(name)) {
        case NONE -> row.set(i, null);
        case BYTES ->
            example
                .bytes(name)
                .forEach(value -> values.add(new String(value, StandardCharsets.UTF_8)));
        case FLOAT -> {
          for (float value : example.floats(name)) {
            values.add(value);
          }
        }
        case INT64 -> Arrays.stream(example.longs(name)).forEach(values::add);
      }
    }
    return row;
  }
}
