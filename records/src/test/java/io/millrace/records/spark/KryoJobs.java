package io.millrace.records.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.records.spark.files.DataFile;
import io.millrace.records.spark.files.HadoopSettings;
import io.millrace.records.spark.options.ReadOptions;
import io.millrace.records.spark.survey.FileReport;
import io.millrace.records.spark.survey.FileSurvey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** All that crosses between driver and tasks, in a JVM whose Spark uses Kryo for it. */
public final class KryoJobs {
  private final SparkSession spark;
  private final Path root;

  private KryoJobs(SparkSession spark, Path root) {
    this.spark = spark;
    this.root = root;
  }

  /**
   * Runs jobs.
   *
   * @param args the folder for data
   */
  public static void main(String[] args) throws Exception {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.files.openCostInBytes", "1")
            .config("spark.sql.files.maxPartitionBytes", "1000")
            .config("spark.sql.warehouse.dir", args[0] + "/warehouse");
    try (SparkSession session = builder.getOrCreate()) {
      KryoJobs jobs = new KryoJobs(session, Path.of(args[0]));
      jobs.filesAreWrittenAndRead();
      jobs.streamIsWritten();
      jobs.filesAreSurveyed();
      jobs.tableIsWrittenAndRead();
      SparkSession second = session.newSession();
      second.conf().set("spark.sql.catalog.spark_catalog", TfRecordCatalog.class.getName());
      // Spark looks the catalog up in the settings of the thread's session.
      SparkSession.setActiveSession(second);
      new KryoJobs(second, Path.of(args[0])).tableIsWrittenAndRead();
    }
  }

  private String place(String name) {
    return root.resolve(name).toString();
  }

  private void filesAreWrittenAndRead() {
    Dataset<Row> rows = spark.range(0, 100, 1, 4).selectExpr("id", "'x' name", "id % 2 part");
    rows.write().partitionBy("part").format("tfrecord").save(place("files"));
    rows.write().partitionBy("part").format("tfrecord").mode(SaveMode.Append).save(place("files"));

    Dataset<Row> read = spark.read().format("tfrecord").load(place("files"));

    assertThat(read.schema().fieldNames()).containsExactly("id", "name", "part");
    assertThat(read.count()).isEqualTo(200);
    assertThat(read.where("part = 1 and id < 50").collectAsList()).hasSize(50);
  }

  private void streamIsWritten() throws Exception {
    spark
        .readStream()
        .format("tfrecord")
        .schema("id BIGINT, name STRING, part BIGINT")
        .load(place("files"))
        .writeStream()
        .format("tfrecord")
        .option("checkpointLocation", place("checkpoint"))
        .option("path", place("stream"))
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();

    assertThat(spark.read().format("tfrecord").load(place("stream")).count()).isEqualTo(200);
  }

  private void filesAreSurveyed() throws IOException {
    List<DataFile> files;
    try (Stream<Path> paths = Files.walk(root.resolve("files"))) {
      files = paths.filter(Files::isRegularFile).map(KryoJobs::file).toList();
    }
    ReadOptions options = ReadOptions.of(new CaseInsensitiveStringMap(Map.of()), spark.conf());

    List<FileReport> counted =
        FileSurvey.count(files, options, HadoopSettings.of(spark), spark, records -> {});
    List<FileReport> verified =
        FileSurvey.verify(files, options, HadoopSettings.of(spark), spark, records -> {});

    assertThat(counted.stream().mapToLong(FileReport::records).sum()).isEqualTo(200);
    assertThat(verified).hasSize(files.size()).allMatch(FileReport::isIntact);
  }

  private static DataFile file(Path path) {
    try {
      return new DataFile(path.toUri().toString(), Files.size(path), 0, new Object[0], List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tableIsWrittenAndRead() {
    spark.sql("CREATE TABLE t (id BIGINT, day INT) USING tfrecord PARTITIONED BY (day)");
    spark.sql("INSERT INTO t SELECT id, CAST(id % 3 AS INT) FROM range(9)");
    spark.sql("INSERT INTO t VALUES (10, 0)");

    Dataset<Row> table = spark.table("t");
    assertThat(table.schema().apply("id").dataType()).isEqualTo(DataTypes.LongType);
    assertThat(table.where("day = 0").collectAsList()).hasSize(4);
    assertThat(table.count()).isEqualTo(10);
    spark.sql("DROP TABLE t");
  }
}
