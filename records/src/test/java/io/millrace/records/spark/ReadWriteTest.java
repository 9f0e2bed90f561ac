package io.millrace.records.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadWriteTest {
  private static final SparkSession SPARK = SparkTests.session();

  @TempDir private Path temp;

  private String folder() {
    return temp.resolve("t").toString();
  }

  private static Dataset<Row> numbers(int rows) {
    return SPARK
        .range(0, rows, 1, 2)
        .selectExpr(
            "id", "cast(id as string) name", "cast(id as float) f", "cast(id % 3 as int) part");
  }

  private static List<String> rows(Dataset<Row> data) {
    return data.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  private static String plan(Dataset<Row> data) {
    return data.queryExecution().executedPlan().toString();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(folder()))) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> Path.of(folder()).relativize(f).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void rowsOfAllTypesComeBack() {
    StructType schema =
        new StructType()
            .add("b", DataTypes.ByteType)
            .add("s", DataTypes.ShortType)
            .add("i", DataTypes.IntegerType)
            .add("l", DataTypes.LongType)
            .add("z", DataTypes.BooleanType)
            .add("f", DataTypes.FloatType)
            .add("t", DataTypes.StringType)
            .add("x", DataTypes.BinaryType)
            .add("d", DataTypes.DateType)
            .add("ts", DataTypes.TimestampType)
            .add("dec", DataTypes.createDecimalType(20, 3))
            .add("ls", DataTypes.createArrayType(DataTypes.LongType))
            .add("ts2", DataTypes.createArrayType(DataTypes.StringType));
    Row full =
        RowFactory.create(
            (byte) -1,
            (short) 2,
            3,
            Long.MIN_VALUE,
            true,
            1.5f,
            "é\u0000x",
            new byte[] {1, -1},
            Date.valueOf("1969-12-31"),
            Timestamp.valueOf("2024-01-31 12:34:56.789012"),
            new BigDecimal("12345678901234567.890"),
            new Long[] {1L, 2L},
            new String[] {});
    Row nothing = RowFactory.create(new Object[schema.size()]);
    Dataset<Row> data = SPARK.createDataFrame(List.of(full, nothing), schema).coalesce(1);

    data.write().format("tfrecord").save(folder());
    List<Row> back = SPARK.read().schema(schema).format("tfrecord").load(folder()).collectAsList();

    assertThat(back).hasSize(2);
    assertThat(back.get(0).<byte[]>getAs("x")).containsExactly(1, -1);
    assertThat(back.get(1).anyNull()).isTrue();
    for (int i = 0; i < schema.size(); i++) {
      assertThat(back.get(1).isNullAt(i)).isTrue();
      if (i != 7 && i < 11) {
        assertThat(back.get(0).get(i)).isEqualTo(full.get(i));
      }
    }
    assertThat(back.get(0).<Long>getList(11)).containsExactly(1L, 2L);
    assertThat(back.get(0).<String>getList(12)).isEmpty();
  }

  @Test
  void bothShortNamesReadAndWriteInferredSchemas() {
    numbers(10).drop("part").write().format("tfrecords").save(folder());

    Dataset<Row> back = SPARK.read().format("tfrecord").load(folder());

    assertThat(back.schema().simpleString()).isEqualTo("struct<f:float,id:bigint,name:string>");
    assertThat(rows(back.select("id", "name", "f"))).isEqualTo(rows(numbers(10).drop("part")));
  }
}
