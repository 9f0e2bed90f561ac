package io.millrace.records.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.records.Compression;
import io.millrace.records.CorruptRecordException;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    return SparkTests.plan(data);
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
  void optionsOfAReadReachTheFileSystem() {
    numbers(9).write().format("tfrecord").save(folder());

    Dataset<Row> read =
        SPARK
            .read()
            .format("tfrecord")
            .options(KeyedFileSystem.OPTIONS)
            .load("keyed://" + folder());

    assertThat(read.count()).isEqualTo(9);
    assertThat(read.select("id").collectAsList()).hasSize(9);
    assertThatThrownBy(
            () ->
                SPARK
                    .read()
                    .format("tfrecord")
                    .options(KeyedFileSystem.OPTIONS)
                    .option("fs.keyed.key", "wrong")
                    .load("keyed://" + folder()))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("wrong key");
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

  @Test
  void onlyTheColumnsThatAreAskedForAreRead() {
    numbers(10).write().format("tfrecord").save(folder());

    Dataset<Row> data = SPARK.read().format("tfrecord").load(folder()).select("name");

    assertThat(plan(data)).contains("columns: [name]").contains("ColumnarToRow");
    assertThat(rows(data)).hasSize(10).contains("[9]");
  }

  @Test
  void countingReadsFramesOnly() {
    numbers(1000).write().partitionBy("part").format("tfrecord").save(folder());
    Dataset<Row> data = SPARK.read().format("tfrecord").load(folder());

    assertThat(plan(data.groupBy().count())).contains("pushed: count(*)");
    assertThat(data.count()).isEqualTo(1000);
    assertThat(data.where("part = 1").count()).isEqualTo(333);
    assertThat(data.where("part = 7").count()).isZero();
    assertThat(plan(data.where("part = 1").groupBy().count()))
        .contains("pushed: count(*), partition filters: [");
    assertThat(data.where("id < 10").count()).isEqualTo(10);
    assertThat(plan(data.where("id < 10").groupBy().count())).doesNotContain("pushed: count");
    assertThat(data.groupBy("part").count().count()).isEqualTo(3);
    assertThat(data.selectExpr("count(*)", "count(id)").head().getLong(1)).isEqualTo(1000);
  }

  @Test
  void countingDoesNotTrustFramesWhereRecordsMayBeDropped() {
    numbers(10).write().format("tfrecord").save(folder());
    Dataset<Row> data =
        SPARK
            .read()
            .schema("id int, name int")
            .option("mode", "DROPMALFORMED")
            .format("tfrecord")
            .load(folder());

    assertThat(plan(data.groupBy().count())).doesNotContain("pushed: count");
  }

  @Test
  void filtersOnPartitionsLeaveOutFiles() {
    numbers(30).write().partitionBy("part").format("tfrecord").save(folder());
    Dataset<Row> data = SPARK.read().format("tfrecord").load(folder());

    Dataset<Row> one = data.where("part = 1 and id > 10");

    assertThat(data.schema().fieldNames()).containsExactly("f", "id", "name", "part");
    assertThat(plan(one)).contains("partition filters: [").doesNotContain("part#0 = 1");
    assertThat(rows(one.select("id")))
        .containsExactly("[13]", "[16]", "[19]", "[22]", "[25]", "[28]");
    assertThat(data.where("part in (0, 2) or part is null").count()).isEqualTo(20);
    assertThat(rows(data.select("part").distinct())).containsExactly("[0]", "[1]", "[2]");
    assertThat(data.where("part + 1 = 2").count()).isEqualTo(10);
  }

  @Test
  void partitionsThatAJoinDoesNotNeedAreNotRead() {
    numbers(3000).write().partitionBy("part").format("tfrecord").save(folder());
    Dataset<Row> data = SPARK.read().format("tfrecord").load(folder());
    Dataset<Row> keys =
        SPARK.range(0, 3).selectExpr("cast(id as int) part", "id other").where("other = 1");

    Dataset<Row> joined = data.join(keys, "part");

    assertThat(joined.count()).isEqualTo(1000);
    assertThat(plan(joined)).contains("RuntimeFilters: [dynamicpruning");
  }

  @Test
  void aLimitIsPushed() {
    numbers(1000).write().format("tfrecord").save(folder());
    Dataset<Row> data = SPARK.read().format("tfrecord").load(folder());

    assertThat(plan(data.limit(7))).contains("pushed limit: 7");
    assertThat(data.limit(7).count()).isEqualTo(7);
    assertThat(data.limit(7).collectAsList()).hasSize(7);
  }

  @Test
  void severalPathsAndGlobsAreRead() {
    numbers(3).write().format("tfrecord").save(folder() + "/x1");
    numbers(4).write().format("tfrecord").save(folder() + "/x2");
    numbers(5).write().format("tfrecord").save(folder() + "/y");

    assertThat(SPARK.read().format("tfrecord").load(folder() + "/x*").count()).isEqualTo(7);
    assertThat(SPARK.read().format("tfrecord").load(folder() + "/x1", folder() + "/y").count())
        .isEqualTo(8);
    assertThat(SPARK.read().format("tfrecord").load(folder()).count()).isEqualTo(12);
  }

  @Test
  void hiddenFilesAndEmptyOnesDoNoHarm() throws IOException {
    numbers(3).write().format("tfrecord").save(folder());
    Files.writeString(Path.of(folder(), "_SUCCESS"), "");
    Files.writeString(Path.of(folder(), ".x.crc"), "x");
    Files.writeString(Path.of(folder(), "empty"), "");
    Files.createDirectories(Path.of(folder(), "_temporary"));
    Files.writeString(Path.of(folder(), "_temporary", "half"), "x");

    Dataset<Row> data = SPARK.read().format("tfrecord").load(folder());

    assertThat(data.count()).isEqualTo(3);
    assertThat(data.collectAsList()).hasSize(3);
  }

  @Test
  void whatIsMissingIsNamedBeforeAJobStarts() throws IOException {
    Files.createDirectories(Path.of(folder(), "empty"));

    assertThatThrownBy(() -> SPARK.read().format("tfrecord").load(folder() + "/none"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found no file or folder at " + folder() + "/none");
    assertThatThrownBy(() -> SPARK.read().format("tfrecord").load(folder() + "/empty"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found no files in " + folder() + "/empty")
        .hasMessageContaining("give the schema by schema(...)");
    assertThatThrownBy(() -> SPARK.read().format("tfrecord").load())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found no path (expected: load(path)");
    assertThatThrownBy(() -> SPARK.read().format("tfrecord").load(""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found an empty path");
    Dataset<Row> missing =
        SPARK.read().schema("id bigint").format("tfrecord").load(folder() + "/none");
    assertThatThrownBy(missing::collectAsList)
        .hasStackTraceContaining("found no file or folder at " + folder() + "/none");
    assertThat(SPARK.read().schema("id bigint").format("tfrecord").load(folder()).count()).isZero();
  }

  @Test
  void aWrongOptionIsNamed() {
    numbers(1).write().format("tfrecord").save(folder());

    assertThatThrownBy(
            () -> SPARK.read().option("mode", "LENIENT").format("tfrecord").load(folder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("option 'mode': found 'LENIENT'");
  }

  @Test
  void damagedRecordsHaveAColumnOfTheirOwn() throws IOException {
    numbers(3).coalesce(1).write().format("tfrecord").save(folder());
    Path file = Path.of(folder(), files().get(0));
    byte[] bytes = Files.readAllBytes(file);
    bytes[14] ^= 1;
    Files.write(file, bytes);

    Dataset<Row> permissive =
        SPARK
            .read()
            .schema("id bigint, _corrupt_record binary")
            .option("mode", "PERMISSIVE")
            .format("tfrecord")
            .load(folder());

    assertThat(permissive.where("id is null").collectAsList()).hasSize(1);
    assertThat(permissive.where("_corrupt_record is not null").collectAsList()).hasSize(1);
    assertThat(
            SPARK
                .read()
                .schema("id bigint")
                .option("mode", "DROPMALFORMED")
                .format("tfrecord")
                .load(folder())
                .collectAsList())
        .hasSize(2);
    assertThatThrownBy(
            () ->
                SPARK.read().schema("id bigint").format("tfrecord").load(folder()).collectAsList())
        .hasStackTraceContaining("record 0 at byte 0");
    assertThat(
            SPARK
                .read()
                .option("mode", "PERMISSIVE")
                .option("columnNameOfCorruptRecord", "bad")
                .format("tfrecord")
                .load(folder())
                .schema()
                .simpleString())
        .isEqualTo("struct<f:float,id:bigint,name:string,part:bigint,bad:binary>");
  }

  @Test
  void recordsAreReadAsBytes() {
    numbers(3).write().format("tfrecord").save(folder());

    Dataset<Row> data =
        SPARK.read().option("recordType", "ByteArray").format("tfrecord").load(folder());

    assertThat(data.schema().simpleString()).isEqualTo("struct<byteArray:binary>");
    data.write().option("recordType", "ByteArray").format("tfrecord").save(folder() + "-2");
    assertThat(rows(SPARK.read().format("tfrecord").load(folder() + "-2").select("id")))
        .containsExactly("[0]", "[1]", "[2]");
  }

  @Test
  void aFileGivesTheSchema() throws IOException {
    numbers(3).write().format("tfrecord").save(folder());
    Path file = temp.resolve("schema.pbtxt");
    Files.writeString(
        file,
        """
        feature { name: "id" type: INT presence { min_fraction: 1 } shape { } }
        """);

    Dataset<Row> data =
        SPARK.read().option("schemaFile", file.toString()).format("tfrecord").load(folder());

    assertThat(data.schema().simpleString()).isEqualTo("struct<id:bigint>");
    assertThat(rows(data)).containsExactly("[0]", "[1]", "[2]");
  }

  @Test
  void aLargeFileIsReadByManyTasks() {
    numbers(20_000).coalesce(1).write().format("tfrecord").save(folder());
    SPARK.conf().set("spark.sql.files.maxPartitionBytes", "100000");
    try {
      Dataset<Row> data = SPARK.read().schema("id bigint").format("tfrecord").load(folder());

      assertThat(data.rdd().getNumPartitions()).isGreaterThan(10);
      assertThat(data.distinct().count()).isEqualTo(20_000);
      assertThat(data.count()).isEqualTo(20_000);
    } finally {
      SPARK.conf().unset("spark.sql.files.maxPartitionBytes");
    }
  }

  @Test
  void partitionsOfAUsersSchemaHaveItsTypesAndStandLast() {
    numbers(6).write().partitionBy("part").format("tfrecord").save(folder());

    Dataset<Row> data =
        SPARK.read().schema("part string, id bigint").format("tfrecord").load(folder());

    assertThat(data.columns()).containsExactly("id", "part");
    assertThat(rows(data.where("part = '1'"))).containsExactly("[1,1]", "[4,1]");
  }

  @Test
  void equalScansAreRunOnce() {
    numbers(6).write().format("tfrecord").save(folder());
    Dataset<Row> counts = SPARK.read().format("tfrecord").load(folder()).groupBy("part").count();
    Dataset<Row> both = counts.union(counts);

    assertThat(both.collectAsList()).hasSize(6);
    assertThat(plan(both)).contains("ReusedExchange");
  }

  @Test
  void sequenceExamplesAreNotReadAsExamplesWithoutTheirLists() {
    SPARK
        .sql("SELECT 1L AS id, array(array(1L), array(2L, 3L)) AS steps")
        .write()
        .option("recordType", "SequenceExample")
        .format("tfrecord")
        .save(folder());

    for (String schema : List.of("id long, steps array<long>", "id long")) {
      assertThatThrownBy(
              () -> SPARK.read().schema(schema).format("tfrecord").load(folder()).collectAsList())
          .rootCause()
          .isInstanceOf(CorruptRecordException.class)
          .hasMessageContaining(
              "found 1 feature lists (expected: none, as in a tf.Example);"
                  + " set recordType=SequenceExample");
    }
    assertThatThrownBy(() -> SPARK.read().format("tfrecord").load(folder()))
        .hasStackTraceContaining(
            "found the feature list 'steps' (expected: none in a tf.Example: set"
                + " recordType=SequenceExample)");
    assertThat(
            rows(
                SPARK
                    .read()
                    .schema("id long")
                    .option("recordType", "SequenceExample")
                    .format("tfrecord")
                    .load(folder())))
        .containsExactly("[1]");
  }

  @Test
  void featuresThatDifferInCaseAloneAreToldWhereCaseDoesNotCount() throws IOException {
    Files.createDirectory(Path.of(folder()));
    try (TfRecordWriter writer =
        TfRecordWriter.create(Files.newOutputStream(Path.of(folder(), "a")), Compression.NONE)) {
      writer.write(new ExampleBuilder().putLongs("Label", 1).putLongs("label", 2).toByteArray());
    }

    assertThatThrownBy(() -> SPARK.read().format("tfrecord").load(folder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found the features 'Label' and 'label'")
        .hasMessageContaining("set spark.sql.caseSensitive=true, or give a schema");
    assertThat(rows(SPARK.read().schema("label long").format("tfrecord").load(folder())))
        .containsExactly("[2]");
    SPARK.conf().set("spark.sql.caseSensitive", "true");
    try {
      assertThat(rows(SPARK.read().format("tfrecord").load(folder()))).containsExactly("[1,2]");
    } finally {
      SPARK.conf().unset("spark.sql.caseSensitive");
    }
  }
}
