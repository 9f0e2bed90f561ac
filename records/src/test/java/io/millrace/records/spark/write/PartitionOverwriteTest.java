package io.millrace.records.spark.write;

import static io.millrace.records.spark.write.Writes.bytes;
import static io.millrace.records.spark.write.Writes.rows;
import static io.millrace.records.spark.write.Writes.write;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.records.Compression;
import io.millrace.records.TfRecordWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.sources.EqualNullSafe;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Partitions whose folders another tool named are those of their values. */
class PartitionOverwriteTest {
  private static final long TIME = Instant.parse("2020-01-02T03:04:00Z").toEpochMilli();

  @TempDir Path temp;

  /** Type, folder that is there, value as rows hold it, value as filters hold it. */
  static Stream<Arguments> sameValues() {
    DataType decimal = DataTypes.createDecimalType(5, 2);
    Decimal amount = Decimal.apply(new BigDecimal("1.50"), 5, 2);
    return Stream.of(
        Arguments.of(DataTypes.IntegerType, "p=1", 1, 1),
        Arguments.of(DataTypes.IntegerType, "p=01", 1, 1),
        Arguments.of(DataTypes.IntegerType, "P=1", 1, 1),
        Arguments.of(DataTypes.IntegerType, "p=%31", 1, 1),
        Arguments.of(DataTypes.LongType, "p=+7", 7L, 7L),
        Arguments.of(DataTypes.DoubleType, "p=1", 1.0, 1.0),
        Arguments.of(DataTypes.DoubleType, "p=1.00", 1.0, 1.0),
        Arguments.of(DataTypes.DoubleType, "p=-0.0", 0.0, 0.0),
        Arguments.of(DataTypes.FloatType, "p=1e0", 1f, 1f),
        Arguments.of(DataTypes.FloatType, "p=-0.0", 0f, 0f),
        Arguments.of(DataTypes.StringType, "p=a=b", "a=b", "a=b"),
        Arguments.of(DataTypes.StringType, "p=a%3db", "a=b", "a=b"),
        Arguments.of(DataTypes.StringType, "p=a%20b", "a b", "a b"),
        Arguments.of(DataTypes.StringType, "p=__HIVE_DEFAULT_PARTITION__", null, null),
        Arguments.of(DataTypes.IntegerType, "p=__HIVE_DEFAULT_PARTITION__", null, null),
        Arguments.of(DataTypes.BooleanType, "p=TRUE", true, true),
        Arguments.of(decimal, "p=1.5", amount, new BigDecimal("1.50")),
        Arguments.of(
            DataTypes.DateType,
            "p=2024%2D01-31",
            (int) LocalDate.parse("2024-01-31").toEpochDay(),
            LocalDate.parse("2024-01-31")),
        Arguments.of(
            DataTypes.TimestampType, "p=2020-01-02T03%3A04", TIME * 1000, new Timestamp(TIME)));
  }

  /** Type, folder that is there, value as rows and filters hold it. */
  static Stream<Arguments> otherValues() {
    return Stream.of(
        Arguments.of(DataTypes.IntegerType, "p=11", 1),
        Arguments.of(DataTypes.IntegerType, "p=1.0", 1),
        Arguments.of(DataTypes.IntegerType, "p=one", 1),
        Arguments.of(DataTypes.IntegerType, "p=__HIVE_DEFAULT_PARTITION__", 1),
        Arguments.of(DataTypes.StringType, "p=01", "1"),
        Arguments.of(DataTypes.StringType, "p=A", "a"),
        Arguments.of(DataTypes.StringType, "p=a", null));
  }

  private TfRecordWriteBuilder builder(DataType type) {
    return Writes.builder(
        temp.toUri().toString(),
        new StructType().add("byteArray", DataTypes.BinaryType).add("p", type),
        List.of("p"),
        "recordType",
        "ByteArray");
  }

  private void makeOld(String folder) throws IOException {
    Path file = Files.createDirectories(temp.resolve(folder)).resolve("part-0");
    try (TfRecordWriter writer =
        TfRecordWriter.create(Files.newOutputStream(file), Compression.NONE)) {
      writer.write("old".getBytes(StandardCharsets.UTF_8));
    }
  }

  private List<String> texts() {
    return Writes.files(temp).values().stream().flatMap(List::stream).sorted().toList();
  }

  private static void writeOne(WriteBuilder builder, Object value) {
    write(builder.build().toBatch(), rows(bytes("new", value)));
  }

  @ParameterizedTest
  @MethodSource("sameValues")
  void aDynamicOverwriteReplacesFoldersOfItsValues(
      DataType type, String folder, Object inRow, Object inFilter) throws IOException {
    makeOld(folder);
    makeOld("p=77");

    writeOne(builder(type).overwriteDynamicPartitions(), inRow);

    assertThat(texts()).containsExactly("new", "old");
  }

  @ParameterizedTest
  @MethodSource("sameValues")
  void anOverwriteOfAPartitionReplacesFoldersOfItsValue(
      DataType type, String folder, Object inRow, Object inFilter) throws IOException {
    Filter filter = inFilter == null ? new EqualNullSafe("P", null) : new EqualTo("P", inFilter);
    makeOld(folder);
    makeOld("p=77");

    writeOne(builder(type).overwrite(new Filter[] {filter}), inRow);

    assertThat(texts()).containsExactly("new", "old");
  }

  @ParameterizedTest
  @MethodSource("otherValues")
  void foldersOfOtherValuesStay(DataType type, String folder, Object value) throws IOException {
    makeOld(folder);

    writeOne(builder(type).overwriteDynamicPartitions(), value);
    assertThat(texts()).containsExactly("new", "old");
    writeOne(builder(type).overwrite(new Filter[] {new EqualNullSafe("p", value)}), value);
    assertThat(texts()).containsExactly("new", "old");
  }

  @Test
  void partsOfAValueAndFoldersAboveItDoNotHide() throws IOException {
    StructType schema =
        new StructType()
            .add("byteArray", DataTypes.BinaryType)
            .add("p", DataTypes.IntegerType)
            .add("q", DataTypes.IntegerType);
    for (String folder : List.of("up/p=01/q=02/deep", "p=1/q=2", "p=1/q=3", "p=03/q=2")) {
      makeOld(folder);
    }

    write(
        Writes.builder(
                temp.toUri().toString(), schema, List.of("p", "q"), "recordType", "ByteArray")
            .overwriteDynamicPartitions()
            .build()
            .toBatch(),
        rows(bytes("new", 1, 2)));

    assertThat(Writes.files(temp).keySet())
        .containsExactly(
            "p=03/q=2/part-0", "p=1/q=2/data_tfrecord-00000-of-00001", "p=1/q=3/part-0");
  }
}
