package io.millrace.records.spark.read;

import static io.millrace.records.WireBytes.entry;
import static io.millrace.records.WireBytes.field;
import static io.millrace.records.WireBytes.longs;
import static io.millrace.records.WireBytes.message;
import static io.millrace.records.WireBytes.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.records.Compression;
import io.millrace.records.CorruptRecordException;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordWriter;
import io.millrace.records.spark.files.FileSlice;
import io.millrace.records.spark.options.ReadMode;
import io.millrace.records.spark.options.ReadOptions;
import io.millrace.records.spark.options.RecordType;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.connector.metric.CustomTaskMetric;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.apache.spark.unsafe.types.UTF8String;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TfRecordReaderFactoryTest {
  private static final StructType NONE = new StructType();
  private static final StructType ID = NONE.add("id", DataTypes.LongType);
  private static final ReadOptions FAILFAST = Rows.options(RecordType.EXAMPLE, ReadMode.FAILFAST);
  private static final ReadOptions DROP = Rows.options(RecordType.EXAMPLE, ReadMode.DROPMALFORMED);
  private static final ReadOptions PERMISSIVE =
      Rows.options(RecordType.EXAMPLE, ReadMode.PERMISSIVE);

  @TempDir Path folder;
  private final List<Integer> batchRows = new ArrayList<>();
  private String metrics = "";

  @Test
  void scalarsOfEveryTypeAreRead() throws IOException {
    StructType columns =
        NONE.add("bool", DataTypes.BooleanType)
            .add("byte", DataTypes.ByteType)
            .add("short", DataTypes.ShortType)
            .add("int", DataTypes.IntegerType)
            .add("long", DataTypes.LongType)
            .add("date", DataTypes.DateType)
            .add("time", DataTypes.TimestampType)
            .add("ntz", DataTypes.TimestampNTZType)
            .add("float", DataTypes.FloatType)
            .add("double", DataTypes.DoubleType)
            .add("string", DataTypes.StringType)
            .add("binary", DataTypes.BinaryType)
            .add("decimal", DataTypes.createDecimalType(30, 3))
            .add("wide", DataTypes.createDecimalType(20, 0));
    byte[] record =
        new ExampleBuilder()
            .putLongs("bool", 1)
            .putLongs("byte", -128)
            .putLongs("short", 32767)
            .putLongs("int", Integer.MIN_VALUE)
            .putLongs("long", Long.MIN_VALUE)
            .putLongs("date", 19_000)
            .putLongs("time", 1_700_000_000_000_000L)
            .putLongs("ntz", -1)
            .putFloats("float", 0.1f)
            .putFloats("double", 0.1f)
            .putBytes("string", "\u00fc".getBytes(StandardCharsets.UTF_8))
            .putBytes("binary", new byte[] {0, -1})
            .putBytes("decimal", "-1234567890123456789.5".getBytes(StandardCharsets.UTF_8))
            .putLongs("wide", Long.MAX_VALUE)
            .toByteArray();

    assertThat(read(columns, FAILFAST, write(record)))
        .containsExactly(
            List.of(
                true,
                (byte) -128,
                (short) 32767,
                Integer.MIN_VALUE,
                Long.MIN_VALUE,
                19_000,
                1_700_000_000_000_000L,
                -1L,
                0.1f,
                (double) 0.1f,
                "\u00fc",
                "00ff",
                "-1234567890123456789.500",
                "9223372036854775807"));
  }

  @Test
  void missingKindlessAndEmptyAreToldApartWhereTheColumnIsAnArray() throws IOException {
    StructType columns =
        NONE.add("id", DataTypes.LongType)
            .add("ids", DataTypes.createArrayType(DataTypes.LongType));
    ExampleBuilder builder = new ExampleBuilder();
    FileSlice file =
        write(
            builder.reset().putLongs("id", 7).putLongs("ids", 1, -1, 300).toByteArray(),
            builder.reset().putLongs("id").putLongs("ids").toByteArray(),
            builder.reset().putNone("id").putNone("ids").toByteArray(),
            new byte[0]);

    assertThat(read(columns, FAILFAST, file))
        .containsExactly(
            List.of(7L, List.of(1L, -1L, 300L)),
            Arrays.asList(null, List.of()),
            Rows.nulls(2),
            Rows.nulls(2));
  }

  @Test
  void sequenceExamplesAreContextAndLists() throws IOException {
    StructType columns =
        NONE.add("id", DataTypes.LongType)
            .add("steps", DataTypes.createArrayType(DataTypes.LongType))
            .add(
                "words", DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.StringType)))
            .add(
                "dense",
                DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.LongType), false));
    byte[] record =
        message(
            field(1, entry("id", longs(5))),
            field(
                2,
                entry("steps", field(1, longs(1)), field(1, longs(2))),
                entry("words", field(1, texts("a", "b")), field(1), field(1, texts())),
                entry("dense", field(1, longs(1)), field(1))));
    byte[] contextOnly = field(1, entry("steps", longs(8, 9)));

    assertThat(
            read(
                columns,
                Rows.options(RecordType.SEQUENCE_EXAMPLE, ReadMode.FAILFAST),
                write(record, contextOnly)))
        .containsExactly(
            List.of(
                5L,
                List.of(1L, 2L),
                Arrays.asList(List.of("a", "b"), null, List.of()),
                List.of(List.of(1L), List.of())),
            Arrays.asList(null, List.of(8L, 9L), null, null));
  }

  @Test
  void byteArraysAreTheRecords() throws IOException {
    ReadOptions options = Rows.options(RecordType.BYTE_ARRAY, ReadMode.PERMISSIVE);
    FileSlice file = write(new byte[] {1, 2}, new byte[0]);

    assertThat(read(NONE.add("byteArray", DataTypes.BinaryType), options, file))
        .containsExactly(List.of("0102"), List.of(""));
    assertThat(read(NONE.add("_corrupt_record", DataTypes.BinaryType), options, file))
        .containsExactly(Rows.nulls(1), Rows.nulls(1));
  }

  @Test
  void partitionColumnsHaveTheValueOfTheirSlice() throws IOException {
    StructType partitions =
        NONE.add("day", DataTypes.StringType)
            .add("n", DataTypes.IntegerType)
            .add("d", DataTypes.createDecimalType(4, 1))
            .add("none", DataTypes.LongType);
    FileSlice file = write(ids(0, 3));
    FileSlice one =
        withValues(
            file, UTF8String.fromString("mon"), 1, Decimal.apply(new BigDecimal("2.5")), null);
    FileSlice two =
        withValues(
            file, UTF8String.fromString("tue"), 2, Decimal.apply(new BigDecimal("3.5")), null);

    assertThat(read(ID, partitions, FAILFAST, -1, false, one, two))
        .hasSize(6)
        .contains(Arrays.asList(2L, "mon", 1, "2.5", null))
        .contains(Arrays.asList(0L, "tue", 2, "3.5", null));
    assertThat(read(NONE, partitions, FAILFAST, -1, false, one, two))
        .hasSize(6)
        .contains(Arrays.asList("mon", 1, "2.5", null));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 64, 100, 1000})
  void batchesHaveAtMostTheRowsThatAreAskedFor(int rows) throws IOException {
    ReadOptions options = Rows.options(RecordType.EXAMPLE, ReadMode.FAILFAST, rows);

    assertThat(read(ID, options, write(ids(0, 200))))
        .isEqualTo(IntStream.range(0, 200).mapToObj(i -> List.of((Object) (long) i)).toList());
    assertThat(Collections.max(batchRows)).isEqualTo(Math.min(rows, 200));
  }

  @Test
  void recordsBeyondTheBufferAreRead() throws IOException {
    StructType columns = ID.add("image", DataTypes.BinaryType);
    List<byte[]> records = new ArrayList<>();
    List<List<Object>> expected = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      byte[] image = new byte[100_000 * (i % 7 + 1)];
      Arrays.fill(image, (byte) i);
      records.add(new ExampleBuilder().putLongs("id", i).putBytes("image", image).toByteArray());
      expected.add(List.of((long) i, HexFormat.of().formatHex(image)));
    }

    assertThat(read(columns, FAILFAST, write(records.toArray(byte[][]::new)))).isEqualTo(expected);
  }

  @Test
  void aLimitEndsThePartition() throws IOException {
    FileSlice file = write(ids(0, 10));

    assertThat(read(ID, NONE, FAILFAST, 13, false, file, file)).hasSize(13);
    assertThat(read(NONE, NONE, FAILFAST, 13, false, file, file)).hasSize(13);
    assertThat(read(ID, NONE, FAILFAST, 0, false, file)).isEmpty();
  }

  @Test
  void aCountIsOneRow() throws IOException {
    FileSlice file = write(ids(0, 10));

    assertThat(read(NONE, NONE, FAILFAST, -1, true, file, file)).containsExactly(List.of(20L));
    assertThat(read(NONE, NONE, FAILFAST, -1, true)).containsExactly(List.of(0L));
    assertThat(read(ID, NONE, DROP, -1, true, write(ids(0, 5)[0], new byte[] {1})))
        .containsExactly(List.of(1L));
  }

  @Test
  void whatDoesNotFitIsAnErrorWithItsPlace() throws IOException {
    ExampleBuilder builder = new ExampleBuilder();
    byte[] good = builder.putLongs("id", 1).toByteArray();
    FileSlice two = write(good, builder.reset().putLongs("id", 1, 2, 3).toByteArray());
    FileSlice kind = write(builder.reset().putFloats("id", 1).toByteArray());
    FileSlice large = write(builder.reset().putLongs("id", 300).toByteArray());
    FileSlice text = write(builder.reset().putBytes("id", new byte[] {'1', 'x'}).toByteArray());
    FileSlice damaged = write(good, new byte[] {0x0a, 0x7f, 1});

    assertThatThrownBy(() -> read(ID, FAILFAST, two))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessage(
            two.path()
                + ": record 1 at byte %d: found feature 'id': 3 values (expected: 1); declare the"
                    .formatted(good.length + 16)
                + " column as array<bigint>");
    assertThatThrownBy(() -> read(ID, FAILFAST, kind))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessage(
            kind.path()
                + ": record 0 at byte 0: found feature 'id': float values (expected: int64 values,"
                + " since the column is bigint); correct the schema");
    assertThatThrownBy(() -> read(NONE.add("id", DataTypes.ByteType), FAILFAST, large))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessage(
            large.path()
                + ": record 0 at byte 0: found feature 'id': the value 300 (expected: -128 to 127,"
                + " since the column is tinyint); declare the column as bigint or correct the"
                + " data");
    assertThatThrownBy(
            () -> read(NONE.add("id", DataTypes.createDecimalType(5, 2)), FAILFAST, text))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining(
            "found feature 'id': the value '1x' (expected: a number that decimal(5,2) holds"
                + " exactly)");
    assertThatThrownBy(() -> read(ID, FAILFAST, damaged))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessage(
            damaged.path()
                + ": record 1 at byte %d: found field 1 of 127 bytes at byte 0 of the record"
                    .formatted(good.length + 16)
                + " (expected: at most 1, what is left); set recordType to what the file holds, or"
                + " write it again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e999999999", "1e-999999999", "0.001", "12345", "", "NaN"})
  void decimalsThatDoNotFitAreMalformed(String text) throws IOException {
    byte[] record =
        new ExampleBuilder().putBytes("d", text.getBytes(StandardCharsets.UTF_8)).toByteArray();

    assertThatThrownBy(
            () -> read(NONE.add("d", DataTypes.createDecimalType(5, 2)), FAILFAST, write(record)))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining(
            "'" + text + "' (expected: a number that decimal(5,2) holds exactly)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e2", "0e999999999", "-100.10", "999.990000"})
  void decimalsThatFitAreExact(String text) throws IOException {
    byte[] record =
        new ExampleBuilder().putBytes("d", text.getBytes(StandardCharsets.UTF_8)).toByteArray();
    BigDecimal value =
        text.startsWith("0") ? new BigDecimal("0.00") : new BigDecimal(text).setScale(2);

    assertThat(read(NONE.add("d", DataTypes.createDecimalType(5, 2)), FAILFAST, write(record)))
        .containsExactly(List.of(value.toPlainString()));
  }

  @Test
  void floatsBecomeDecimalsOnlyWhereThatIsAllowed() throws IOException {
    StructType columns = NONE.add("d", DataTypes.createDecimalType(5, 2));
    FileSlice file = write(new ExampleBuilder().putFloats("d", 0.126f).toByteArray());
    ReadOptions lossy =
        new ReadOptions(
            RecordType.EXAMPLE,
            ReadMode.FAILFAST,
            "",
            "",
            true,
            100,
            true,
            true,
            false,
            false,
            9,
            ReadOptions.NO_BOUND);

    assertThat(read(columns, lossy, file)).containsExactly(List.of("0.13"));
    assertThatThrownBy(() -> read(columns, FAILFAST, file))
        .hasMessageContaining("bytes or int64 (float with allowLossyCasts=true)");
  }

  @Test
  void malformedAndDamagedRecordsAreDroppedAndCounted() throws IOException {
    byte[][] records = ids(0, 5);
    records[1] = new ExampleBuilder().putFloats("id", 1).toByteArray();
    FileSlice file = write(records);
    flip(file, payload(records, 3) + 1);

    assertThat(read(ID, DROP, file)).containsExactly(List.of(0L), List.of(2L), List.of(4L));
    assertThat(metrics)
        .isEqualTo("droppedRecords=2, skippedBytes=%d".formatted(records[0].length + 16));
  }

  @ParameterizedTest
  @EnumSource(names = {"DROPMALFORMED", "PERMISSIVE"})
  void moreDroppedRecordsThanAllowedFailTheTaskWithTheFirst(ReadMode mode) throws IOException {
    byte[][] records = ids(0, 6);
    records[1] = new ExampleBuilder().putFloats("id", 1).toByteArray();
    FileSlice file = write(records);
    flip(file, payload(records, 3) + 1);
    FileSlice damagedFirst = write(ids(0, 2));
    flip(damagedFirst, payload(ids(0, 2), 0));
    String malformed =
        "the first: %s: record at byte %d: found feature 'id': float values (expected: int64"
            .formatted(file.path(), records[0].length + 16);

    assertThat(read(ID, bounded(mode, 3), file, damagedFirst)).isNotEmpty();
    assertThatThrownBy(() -> read(ID, bounded(mode, 2), file, damagedFirst))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "found 3 damaged or malformed records in one task (expected: at most 2, by the option"
                + " maxDroppedRecords); ")
        .hasMessageContaining(malformed);
    assertThatThrownBy(() -> read(ID, bounded(mode, 0), file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found 1 damaged")
        .hasMessageContaining(malformed)
        .hasMessageContaining("raise the bound");
    assertThatThrownBy(() -> read(ID, bounded(mode, 1), damagedFirst, file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the first: " + damagedFirst.path() + ": record 0 at byte 0: found")
        .hasMessageContaining("payload CRC");
    assertThatThrownBy(() -> read(NONE, NONE, bounded(mode, 0), -1, true, damagedFirst))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("maxDroppedRecords");
  }

  private static ReadOptions bounded(ReadMode mode, long maxDroppedRecords) {
    return Rows.options(RecordType.EXAMPLE, mode, 4096, maxDroppedRecords);
  }

  @Test
  void corruptRecordsAreShown() throws IOException {
    byte[][] records = ids(0, 5);
    records[1] = new ExampleBuilder().putFloats("id", 1).toByteArray();
    FileSlice file = write(records);
    flip(file, payload(records, 3) + 1);
    byte[] flipped = records[3].clone();
    flipped[1] ^= 1;
    String malformed = HexFormat.of().formatHex(records[1]);

    assertThat(read(ID.add("_corrupt_record", DataTypes.BinaryType), PERMISSIVE, file))
        .containsExactly(
            Arrays.asList(0L, null),
            Arrays.asList(null, malformed),
            Arrays.asList(2L, null),
            Arrays.asList(null, HexFormat.of().formatHex(flipped)),
            Arrays.asList(4L, null));
    assertThat(metrics).startsWith("droppedRecords=2");
    List<List<Object>> texts =
        read(ID.add("_corrupt_record", DataTypes.StringType), PERMISSIVE, file);
    assertThat(texts).hasSize(5);
    assertThat((String) texts.get(1).get(1)).contains(file.path() + ": record 1 at byte");
    assertThat((String) texts.get(3).get(1)).contains("payload CRC 0x");
    assertThat(read(ID, PERMISSIVE, file))
        .containsExactly(List.of(0L), Rows.nulls(1), List.of(2L), Rows.nulls(1), List.of(4L));
  }

  @Test
  void theFateOfARecordDoesNotDependOnTheColumnsOfTheQuery() throws IOException {
    StructType corrupt = NONE.add("_corrupt_record", DataTypes.BinaryType);
    StructType schema = ID.add("label", DataTypes.LongType).add(corrupt.apply(0));
    byte[] malformed = new ExampleBuilder().putLongs("id", 1).putLongs("label", 1, 2).toByteArray();
    FileSlice file = write(ids(0, 1)[0], malformed);

    assertThat(rows(factory(corrupt, schema, NONE, PERMISSIVE, -1, false), file))
        .containsExactly(Rows.nulls(1), List.of(HexFormat.of().formatHex(malformed)));
    assertThat(rows(factory(ID, schema, NONE, PERMISSIVE, -1, false), file))
        .containsExactly(List.of(0L), Rows.nulls(1));
    assertThat(rows(factory(NONE, schema, NONE, DROP, -1, true), file))
        .containsExactly(List.of(1L));
    assertThat(rows(factory(ID, schema, NONE, FAILFAST, -1, false), file))
        .containsExactly(List.of(0L), List.of(1L));
  }

  @Test
  void columnsThatRecordsCannotHoldAreRefused() {
    StructType nested =
        NONE.add("m", DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.LongType)));
    StructType map = NONE.add("m", DataTypes.createMapType(DataTypes.LongType, DataTypes.LongType));

    assertThatThrownBy(() -> factory(nested, NONE, FAILFAST, -1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column 'm' of type array<array<bigint>>")
        .hasMessageContaining("recordType=SequenceExample");
    assertThatThrownBy(() -> factory(map, NONE, FAILFAST, -1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column 'm' of type map<bigint,bigint> (expected: boolean,");
    assertThatThrownBy(
            () ->
                factory(
                    ID, NONE, Rows.options(RecordType.BYTE_ARRAY, ReadMode.FAILFAST), -1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column 'id' (expected: byteArray, the only column of recordType=ByteArray)");
    assertThatThrownBy(
            () ->
                factory(
                    NONE.add("_corrupt_record", DataTypes.LongType), NONE, PERMISSIVE, -1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column '_corrupt_record' of type bigint (expected: binary");
  }

  private static byte[][] ids(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new ExampleBuilder().putLongs("id", i).toByteArray())
        .toArray(byte[][]::new);
  }

  private FileSlice write(byte[]... records) throws IOException {
    Path file = Files.createTempFile(folder, "data", "");
    try (TfRecordWriter writer =
        TfRecordWriter.create(Files.newOutputStream(file), Compression.NONE)) {
      for (byte[] record : records) {
        writer.write(record);
      }
    }
    return FileSlice.whole(file.toUri().toString(), Files.size(file));
  }

  private static int payload(byte[][] records, int record) {
    int at = 12;
    for (int i = 0; i < record; i++) {
      at += records[i].length + 16;
    }
    return at;
  }

  private static void flip(FileSlice slice, int at) throws IOException {
    Path file = Path.of(URI.create(slice.path()));
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  private static FileSlice withValues(FileSlice slice, Object... values) {
    return new FileSlice(
        slice.path(), slice.start(), slice.end(), slice.fileLength(), values, new String[0]);
  }

  private static TfRecordReaderFactory factory(
      StructType columns, StructType partitions, ReadOptions options, long limit, boolean count) {
    return factory(columns, columns, partitions, options, limit, count);
  }

  private static TfRecordReaderFactory factory(
      StructType columns,
      StructType schema,
      StructType partitions,
      ReadOptions options,
      long limit,
      boolean count) {
    return new TfRecordReaderFactory(
        columns,
        schema,
        partitions,
        options,
        new SerializableConfiguration(new Configuration(false)),
        limit,
        count);
  }

  private List<List<Object>> read(StructType columns, ReadOptions options, FileSlice... slices)
      throws IOException {
    return read(columns, NONE, options, -1, false, slices);
  }

  private List<List<Object>> read(
      StructType columns,
      StructType partitions,
      ReadOptions options,
      long limit,
      boolean count,
      FileSlice... slices)
      throws IOException {
    return rows(factory(columns, partitions, options, limit, count), slices);
  }

  private List<List<Object>> rows(TfRecordReaderFactory factory, FileSlice... slices)
      throws IOException {
    List<List<Object>> rows = new ArrayList<>();
    try (PartitionReader<ColumnarBatch> reader =
        factory.createColumnarReader(new TfRecordPartition(slices))) {
      while (reader.next()) {
        ColumnarBatch batch = reader.get();
        batchRows.add(batch.numRows());
        for (int row = 0; row < batch.numRows(); row++) {
          rows.add(Rows.row(batch, row));
        }
      }
      List<String> values = new ArrayList<>();
      for (CustomTaskMetric metric : reader.currentMetricsValues()) {
        values.add(metric.name() + "=" + metric.value());
      }
      metrics = String.join(", ", values);
    }
    return rows;
  }
}
