package io.millrace.transforms.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.Example;
import io.millrace.records.FeatureKind;
import io.millrace.transforms.ingest.format.AvroFormat;
import io.millrace.transforms.ingest.format.Decimals;
import io.millrace.transforms.ingest.format.OrcFormat;
import io.millrace.transforms.ingest.format.ParquetFormat;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SourceReading;
import io.millrace.transforms.ingest.source.SparkRecords;
import io.millrace.transforms.testing.SparkTestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFileSourceTest {
  @TempDir Path folder;
  private final SparkSession spark = SparkTestSession.get();

  private static TableFileSource parquet(String... select) {
    return new TableFileSource(
        "parquet", new ParquetFormat(List.of(select), Optional.empty(), Decimals.NUMBER));
  }

  /** Writes a query's rows as one file of this name. */
  private Path write(String name, String format, String sql) throws IOException {
    Path written = folder.resolve("written-" + name.replace('{', '_'));
    Dataset<Row> rows = spark.sql(sql).coalesce(1);
    rows.write().format(format).save(written.toString());
    try (Stream<Path> files = Files.list(written)) {
      Path part =
          files
              .filter(f -> f.getFileName().toString().startsWith("part-"))
              .findFirst()
              .orElseThrow();
      return Files.move(part, folder.resolve(name));
    }
  }

  @Test
  void zeroFalseAndEmptyAreValuesAndNullIsNone() throws IOException {
    String sql =
        "SELECT 0 AS i, 0L AS l, CAST(0 AS SMALLINT) AS s, CAST(0 AS TINYINT) AS b, false AS f,"
            + " 0.0D AS d, CAST(0 AS FLOAT) AS r, '' AS t, X'' AS x, array() AS e, CAST(null AS INT)"
            + " AS ni, CAST(null AS STRING) AS nt, CAST(null AS ARRAY<BIGINT>) AS na";
    for (String format : List.of("parquet", "orc")) {
      Path file =
          write("zero." + format, format, sql.replace("array()", "array_remove(array(1), 1)"));
      TableFileSource source =
          format.equals("orc")
              ? new TableFileSource(
                  "orc", new OrcFormat(List.of(), Optional.empty(), Decimals.NUMBER))
              : parquet();
      Example found = SourceReading.read(source, file).examples().get(0);
      for (String name : List.of("i", "l", "s", "b", "f")) {
        assertThat(found.longs(name)).as(name).containsExactly(0);
      }
      assertThat(found.floats("d")).containsExactly(0);
      assertThat(found.floats("r")).containsExactly(0);
      assertThat(found.bytes("t")).hasSize(1);
      assertThat(found.bytes("x").get(0)).isEmpty();
      assertThat(found.kind("e")).isEqualTo(FeatureKind.INT64);
      assertThat(found.longs("e")).isEmpty();
      for (String name : List.of("ni", "nt", "na")) {
        assertThat(found.names()).contains(name);
        assertThat(found.kind(name)).isEqualTo(FeatureKind.NONE);
      }
    }
  }

  @Test
  void typesFollowTheTable() throws IOException {
    Path file =
        write(
            "types.parquet",
            "parquet",
            "SELECT DATE'1970-01-03' AS day, TIMESTAMP'1970-01-01 00:00:01.5 UTC' AS at,"
                + " TIMESTAMP_NTZ'1970-01-01 00:00:02' AS local, CAST(12 AS DECIMAL(10,0)) AS whole,"
                + " CAST(1.25 AS DECIMAL(10,2)) AS part, named_struct('a', 1, 'b', named_struct('c',"
                + " 'ü')) AS s, array(named_struct('x', 1, 'y', 'p'), named_struct('x', 2, 'y',"
                + " 'q')) AS rows, map('b', 2, 'a', 1) AS m, array('漢', '') AS texts, true AS yes,"
                + " CAST(null AS STRUCT<p: INT>) AS n, 1e300D * 0 AS z, 0.1D AS tenth");
    Example found = SourceReading.read(parquet(), file).examples().get(0);
    assertThat(found.longs("day")).containsExactly(2);
    assertThat(found.longs("at")).containsExactly(1_500_000);
    assertThat(found.longs("local")).containsExactly(2_000_000);
    assertThat(found.longs("whole")).containsExactly(12);
    assertThat(found.floats("part")).containsExactly(1.25f);
    assertThat(found.longs("s.a")).containsExactly(1);
    assertThat(texts(found, "s.b.c")).containsExactly("ü");
    assertThat(found.longs("rows.x")).containsExactly(1, 2);
    assertThat(texts(found, "rows.y")).containsExactly("p", "q");
    assertThat(texts(found, "m.keys")).containsExactly("a", "b");
    assertThat(found.longs("m.values")).containsExactly(1, 2);
    assertThat(texts(found, "texts")).containsExactly("漢", "");
    assertThat(found.longs("yes")).containsExactly(1);
    assertThat(found.kind("n.p")).isEqualTo(FeatureKind.NONE);
    assertThat(found.floats("tenth")).containsExactly(0.1f);
    TableFileSource asText =
        new TableFileSource(
            "parquet",
            new ParquetFormat(List.of("part", "whole"), Optional.of("yes"), Decimals.TEXT));
    Example digits = SourceReading.read(asText, file).examples().get(0);
    assertThat(digits.names()).containsExactly("part", "whole");
    assertThat(texts(digits, "part")).containsExactly("1.25");
  }

  private static List<String> texts(Example example, String name) {
    return example.bytes(name).stream().map(bytes -> new String(bytes, UTF_8)).toList();
  }

  @Test
  void valuesWithoutAPlaceAreRejectedWithTheirRow() throws IOException {
    Path file =
        write(
            "bad.parquet",
            "parquet",
            "SELECT * FROM VALUES (1.0D, array(1, null)), (1e300D, array(1)), (2.0D, array()) AS"
                + " t(d, a)");
    SourceReading.Result result = SourceReading.read(parquet(), file);
    assertThat(result.records()).hasSize(1);
    assertThat(result.rejects())
        .extracting(RejectedRecordException::describe)
        .containsExactly(
            file
                + ": row 1: column 'a': found null in a list (expected: none); remove or replace it"
                + " in select, as by array_compact",
            file
                + ": row 2: column 'd': found 1.0E300 (expected: at most 3.4e38, all that a 32-bit"
                + " float holds); divide it, or cast it to string in select");
    assertThat(result.rejects())
        .extracting(RejectedRecordException::reason)
        .containsExactly("null_in_list", "float_out_of_range");
  }

  @Test
  void columnsThatCannotBeFeaturesAreAllNamed() throws IOException {
    Path file =
        write(
            "nested.parquet",
            "parquet",
            "SELECT array(array(1)) AS a, 1 AS `s.x`, named_struct('x', 1) AS s");
    assertThatThrownBy(() -> SourceReading.prepare(parquet(), file))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            file
                + ": column 'a': found array<int> inside an array or a map (expected: lists at most"
                + " one deep; in select, use flatten or to_json); found two features 's.x'"
                + " (expected: each name once); rename one in select");
    Example flat = SourceReading.read(parquet("flatten(a) AS a", "s"), file).examples().get(0);
    assertThat(flat.names()).containsExactly("a", "s.x");
    assertThatThrownBy(() -> SourceReading.prepare(parquet("nothing"), file))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("nothing");
  }

  @Test
  void filesComeByNameWhateverTheirSizeAndTheSettings() throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String sql = "SELECT id + %d AS id, 'f' AS t FROM RANGE(%d)".formatted(1000 * i, 10 + 40 * i);
      files.add(write("part {%d} ü [x].parquet".formatted(i), "parquet", sql));
    }
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      for (long id = 0; id < 10 + 40 * i; id++) {
        expected.add(1000L * i + id);
      }
    }
    try {
      for (String bytes : List.of("134217728", "100")) {
        spark.conf().set("spark.sql.files.maxPartitionBytes", bytes);
        spark.conf().set("spark.sql.files.openCostInBytes", bytes);
        SparkRecords found =
            (SparkRecords) SourceReading.prepare(parquet(), files.toArray(Path[]::new));
        assertThat(found.inputs().get(0).getNumPartitions()).isEqualTo(4);
        assertThat(SourceReading.read(found, 1).examples().stream().map(e -> e.longs("id")[0]))
            .containsExactlyElementsOf(expected);
      }
    } finally {
      spark.conf().unset("spark.sql.files.maxPartitionBytes");
      spark.conf().unset("spark.sql.files.openCostInBytes");
    }
  }

  @Test
  void columnsOfAllFilesAreMergedUnlessTheirTypesDiffer() throws IOException {
    Path a = write("a.parquet", "parquet", "SELECT 1 AS x");
    Path b = write("b.parquet", "parquet", "SELECT 2 AS x, 'new' AS y");
    List<Example> both = SourceReading.read(parquet(), a, b).examples();
    assertThat(both.get(0).kind("y")).isEqualTo(FeatureKind.NONE);
    assertThat(texts(both.get(1), "y")).containsExactly("new");
    Path c = write("c.parquet", "parquet", "SELECT 'text' AS x");
    assertThatThrownBy(() -> SourceReading.prepare(parquet(), a, c))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith(a + ": ");
  }

  @Test
  void damagedFilesFailWithTheirName() throws IOException {
    Path good = write("a.parquet", "parquet", "SELECT id, uuid() AS u FROM RANGE(5000)");
    byte[] bytes = Files.readAllBytes(good);
    for (int i = 1000; i < 3000; i++) {
      bytes[i] ^= 0x55;
    }
    Path damaged = Files.write(folder.resolve("b.parquet"), bytes);
    SparkRecords found = (SparkRecords) SourceReading.prepare(parquet(), damaged);
    assertThatThrownBy(() -> SourceReading.read(found, 1))
        .hasStackTraceContaining("MillraceException: " + damaged + ": row ")
        .hasStackTraceContaining("(expected: intact data that all columns fit)");
    Path text = Files.writeString(folder.resolve("c.parquet"), "no table");
    assertThatThrownBy(() -> SourceReading.prepare(parquet(), text))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("c.parquet");
  }

  @Test
  void avroFilesOfOneSchemaAreRead() throws IOException {
    TableFileSource avro =
        new TableFileSource("avro", new AvroFormat(List.of(), Optional.empty(), Decimals.NUMBER));
    Path a = write("a.avro", "avro", "SELECT 0 AS x, '' AS y, CAST(null AS STRING) AS z");
    Path b =
        write(
            "b.avro",
            "avro",
            "SELECT 7 AS x, 'ü' AS y, nullif(CAST(id AS STRING), '7') AS z FROM range(1)");
    List<Example> both = SourceReading.read(avro, a, b).examples();
    assertThat(both.get(0).longs("x")).containsExactly(0);
    assertThat(texts(both.get(0), "y")).containsExactly("");
    assertThat(both.get(0).kind("z")).isEqualTo(FeatureKind.NONE);
    assertThat(texts(both.get(1), "y")).containsExactly("ü");
    Path c = write("c.avro", "avro", "SELECT 'other' AS x");
    assertThatThrownBy(() -> SourceReading.prepare(avro, a, c))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith(c + ": schema: found {")
        .hasMessageContaining("(expected: that of " + a);
    Path text = Files.writeString(folder.resolve("d.avro"), "no table");
    assertThatThrownBy(() -> SourceReading.prepare(avro, text))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith(text + ": byte 0: found ");
  }
}
