package io.millrace.records.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.records.Compression;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a query makes of files that are not intact. */
class DamagedFilesTest {
  private static final int RECORDS = 20;

  private final SparkSession spark = SparkTests.session();

  @TempDir Path folder;
  private Path file;
  private int second;

  @BeforeEach
  void damageTheSecondRecord() throws IOException {
    byte[] bytes = file(Compression.NONE);
    second = new ExampleBuilder().putLongs("id", 0).toByteArray().length + 16;
    // The value of the feature: the record still parses.
    bytes[2 * second - 5] ^= 0x10;
    file = Files.write(folder.resolve("data"), bytes);
  }

  private static byte[] file(Compression compression) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TfRecordWriter writer = TfRecordWriter.create(out, compression)) {
      for (int i = 0; i < RECORDS; i++) {
        writer.write(new ExampleBuilder().putLongs("id", i).toByteArray());
      }
    }
    return out.toByteArray();
  }

  @Test
  void aFlippedBitFailsTheQueryWithItsPlace() {
    assertThatThrownBy(() -> read("mode", "FAILFAST").collectAsList())
        .hasStackTraceContaining("data: record 1 at byte " + second + ": found payload CRC 0x")
        .hasStackTraceContaining("that of its " + (second - 16) + " bytes");
  }

  @Test
  void withoutChecksTheBytesAreTakenAsTheyAre() {
    assertThat(read("checkCrc", "false").count()).isEqualTo(RECORDS);
    assertThat(read("checkCrc", "false").where("id = 17").count()).isEqualTo(2);
  }

  @Test
  void droppedRecordsAreMetricsOfTheScan() {
    Dataset<Row> rows = read("mode", "DROPMALFORMED");

    assertThat(rows.collectAsList()).hasSize(RECORDS - 1);
    assertThat(metric(rows, "droppedRecords")).isEqualTo(1);
    assertThat(metric(rows, "skippedBytes")).isEqualTo(second);
  }

  private static long metric(Dataset<Row> rows, String name) {
    SparkPlan plan = rows.queryExecution().executedPlan();
    while (!plan.metrics().contains(name)) {
      plan = plan.children().head();
    }
    return plan.metrics().apply(name).value();
  }

  @Test
  void aRecordBeyondTheBoundIsMalformed() {
    assertThatThrownBy(() -> read("maxRecordBytes", "10").collectAsList())
        .hasStackTraceContaining(
            "found a record of " + (second - 16) + " bytes (expected: at most 10)");
  }

  @Test
  void theSessionMayIgnoreCorruptFiles() throws IOException {
    byte[] packed = file(Compression.GZIP);
    Files.write(folder.resolve("data"), Arrays.copyOf(packed, packed.length - 12));
    spark.conf().set("spark.sql.files.ignoreCorruptFiles", "true");
    try {
      assertThat(read("mode", "FAILFAST").count()).isLessThanOrEqualTo(RECORDS);
      assertThat(read("mode", "FAILFAST").collectAsList()).hasSizeLessThanOrEqualTo(RECORDS);
    } finally {
      spark.conf().unset("spark.sql.files.ignoreCorruptFiles");
    }
    assertThatThrownBy(() -> read("mode", "FAILFAST").count())
        .hasStackTraceContaining("gzip data without an end");
  }

  @Test
  void theSessionMayIgnoreMissingFiles() throws IOException {
    Files.write(folder.resolve("more"), file(Compression.NONE));
    Dataset<Row> planned =
        spark.read().format("tfrecord").schema("id long").load(folder.toString());
    Files.delete(file);

    assertThatThrownBy(planned::collectAsList).hasStackTraceContaining("the file is gone");
    spark.conf().set("spark.sql.files.ignoreMissingFiles", "true");
    try {
      Dataset<Row> tolerant =
          spark.read().format("tfrecord").schema("id long").load(folder.toString());
      Files.write(folder.resolve("more2"), file(Compression.NONE));
      assertThat(tolerant.collectAsList()).hasSize(RECORDS);
    } finally {
      spark.conf().unset("spark.sql.files.ignoreMissingFiles");
    }
  }

  private Dataset<Row> read(String option, String value) {
    return spark
        .read()
        .format("tfrecord")
        .schema("id long")
        .option(option, value)
        .load(file.toString());
  }

  @Test
  void aPermissiveReadShowsWhatIsWrong() {
    List<Row> rows =
        spark
            .read()
            .format("tfrecord")
            .schema("id long, _corrupt_record string")
            .option("mode", "PERMISSIVE")
            .load(file.toString())
            .where("_corrupt_record is not null")
            .collectAsList();

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).isNullAt(0)).isTrue();
    assertThat(rows.get(0).getString(1)).contains("record 1 at byte " + second);
  }
}
