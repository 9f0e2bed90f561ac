package io.millrace.records.benchmark;

import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rand;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Whole Spark jobs on this machine: the data source against the TensorFlow connectors' way ({@link
 * ConnectorPeer}), Parquet and the raw bytes, all in one process. Prints a table row for each: best
 * and median of {@value #ROUNDS} rounds behind a warm-up.
 *
 * <p>Arguments: a work folder (data are kept there for the next run), the number of cores, then the
 * cases; all but the last of a, b, c, d, big and memory if none is named. Memory reads what a and
 * big wrote; it wants a small heap, so that there are collections.
 */
final class SourceBenchmark {
  private static final int ROUNDS = 5;
  private static final String FORMAT = "tfrecord";

  private final SparkSession spark;
  private final Path folder;
  private final int cores;

  private SourceBenchmark(SparkSession spark, Path folder, int cores) {
    this.spark = spark;
    this.folder = folder;
    this.cores = cores;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]).toAbsolutePath();
    int cores = Integer.parseInt(arguments[1]);
    Set<String> cases =
        arguments.length > 2
            ? new TreeSet<>(Arrays.asList(arguments).subList(2, arguments.length))
            : new TreeSet<>(List.of("a", "b", "c", "d", "big"));
    SparkSession spark =
        SparkSession.builder()
            .master("local[" + cores + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", cores)
            .getOrCreate();
    try {
      SourceBenchmark benchmark = new SourceBenchmark(spark, folder, cores);
      System.out.printf(
          "%-34s %9s %9s %10s %12s%n", "step", "best s", "median s", "MB", "MB/s a core");
      for (String name : cases) {
        switch (name) {
          case "a" -> benchmark.rows();
          case "b" -> benchmark.images();
          case "c" -> benchmark.embeddings();
          case "d" -> benchmark.wide();
          case "big" -> benchmark.big();
          case "memory" -> benchmark.memory();
          default ->
              throw new IllegalArgumentException(
                  "case " + name + " (expected: a b c d big memory)");
        }
      }
    } finally {
      spark.stop();
    }
  }

  private static Column random(int seed) {
    return rand(seed);
  }

  private void rows() throws Exception {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      columns.add(random(i).multiply(1L << 40).cast("long").as("long_" + i));
    }
    for (int i = 0; i < 10; i++) {
      columns.add(random(10 + i).cast("float").as("float_" + i));
    }
    for (int i = 0; i < 3; i++) {
      Column number = random(30 + i).multiply(1_000_000).cast("int").cast("string");
      columns.add(concat(lit("value number "), number).as("string_" + i));
    }
    Dataset<Row> data = spark.range(1_000_000).select(columns.toArray(new Column[0]));
    String parquet = parquet("a", data);
    Dataset<Row> source = spark.read().parquet(parquet).cache();
    source.count();
    measure("a write", "a", "none", () -> write(source, path("a", "none"), "none"));
    measure("a write, gzip", "a", "none", () -> write(source, path("a", "gzip"), "gzip"));
    measure("a write, peer", "a", "none", () -> writePeer(source, path("a", "peer")));
    measure("a write, Parquet", "a", "none", () -> writeParquet(source, path("a", "again")));
    source.unpersist(true);
    StructType schema = source.schema();
    raw("a", "none");
    measure("a scan", "a", "none", () -> scan(ours("a", "none", schema)));
    measure("a scan, gzip", "a", "none", () -> scan(ours("a", "gzip", schema)));
    measure("a scan, peer", "a", "none", () -> scan(peer("a", schema)));
    measure("a scan, Parquet", "a", "none", () -> scan(spark.read().parquet(parquet)));
    measure("a one column", "a", "none", () -> scan(ours("a", "none", schema).select("long_3")));
    measure("a one column, peer", "a", "none", () -> scan(peer("a", schema).select("long_3")));
    measure(
        "a one column, Parquet",
        "a",
        "none",
        () -> scan(spark.read().parquet(parquet).select("long_3")));
    measure("a inference", "a", "none", () -> spark.read().format(FORMAT).load(path("a", "none")));
    measure(
        "a inference, gzip",
        "a",
        "none",
        () -> spark.read().format(FORMAT).load(path("a", "gzip")));
    measure(
        "a inference, peer", "a", "none", () -> ConnectorPeer.parseAll(spark, path("a", "none")));
    measure("a count()", "a", "none", () -> ours("a", "none", schema).count());
    measure("a count(), peer", "a", "none", () -> peer("a", schema).count());
  }

  private void images() throws Exception {
    // 3,072 bytes: 96 times the 32 of a SHA-256.
    Dataset<Row> data =
        spark
            .range(100_000)
            .select(
                expr("unhex(repeat(sha2(cast(id as string), 256), 96))").as("image"),
                expr("id % 10").as("label"));
    scanAndWrite("b", data);
    StructType schema = schema("b");
    measure(
        "b scan, peer, bytes boxed",
        "b",
        "none",
        () -> scan(ConnectorPeer.read(spark, path("b", "none"), schema, true)));
    measure("b count()", "b", "none", () -> ours("b", "none", schema).count());
    measure(
        "b sum of lengths",
        "b",
        "none",
        () -> ours("b", "none", schema).selectExpr("sum(length(image))").collect());
    measure("b label only", "b", "none", () -> scan(ours("b", "none", schema).select("label")));
  }

  private void embeddings() throws Exception {
    Dataset<Row> data =
        spark
            .range(100_000)
            .select(
                expr("transform(sequence(1, 1000), x -> cast((id * x) % 1001 as float) / 7f)")
                    .cast("array<float>")
                    .as("embedding"));
    scanAndWrite("c", data);
  }

  private void wide() throws Exception {
    Column[] columns = new Column[200];
    Arrays.setAll(columns, i -> random(i).multiply(1 << 20).cast("long").as("c%03d".formatted(i)));
    Dataset<Row> data = spark.range(100_000).select(columns);
    String parquet = parquet("d", data);
    prepare("d", data);
    StructType schema = schema("d");
    raw("d", "none");
    measure("d one of 200", "d", "none", () -> scan(ours("d", "none", schema).select("c100")));
    measure(
        "d one of 200, gzip", "d", "none", () -> scan(ours("d", "gzip", schema).select("c100")));
    measure("d one of 200, peer", "d", "none", () -> scan(peer("d", schema).select("c100")));
    measure(
        "d one of 200, Parquet",
        "d",
        "none",
        () -> scan(spark.read().parquet(parquet).select("c100")));
    measure("d all 200", "d", "none", () -> scan(ours("d", "none", schema)));
    measure("d all 200, Parquet", "d", "none", () -> scan(spark.read().parquet(parquet)));
  }

  /** One uncompressed file of 2 GB: run with one core and with two. */
  private void big() throws Exception {
    Path file = folder.resolve("big-none");
    if (!Files.exists(file)) {
      Dataset<Row> rows = spark.read().parquet(folder.resolve("a-parquet").toString());
      Dataset<Row> more = rows;
      for (int i = 1; i < 7; i++) {
        more = more.unionAll(rows);
      }
      write(more.coalesce(1), file.toString(), "none");
    }
    StructType schema = schema("a");
    measure("big, one file, scan", "big", "none", () -> scan(ours("big", "none", schema)));
    measure(
        "big, one file, one column",
        "big",
        "none",
        () -> scan(ours("big", "none", schema).select("long_3")));
    measure("big, one file, count()", "big", "none", () -> ours("big", "none", schema).count());
  }

  /** The heap of scans of small and of large splits. */
  private void memory() throws Exception {
    StructType schema = schema("a");
    System.out.printf(
        "%-34s %9s %14s %14s %12s%n",
        "step", "tasks", "before, MiB", "largest, MiB", "collections");
    for (String split : new String[] {"16m", "1g"}) {
      heap("a scan, splits of " + split, split, ours("a", "none", schema));
    }
    for (String split : new String[] {"64m", "4g"}) {
      heap("big, splits of " + split, split, ours("big", "none", schema));
    }
  }

  private void heap(String step, String split, Dataset<Row> data) throws Exception {
    spark.conf().set("spark.sql.files.maxPartitionBytes", split);
    scan(data);
    try (HeapWatch watch = new HeapWatch()) {
      System.gc();
      Thread.sleep(500);
      long bytesBefore = watch.largestBytes();
      for (int round = 0; round < ROUNDS; round++) {
        scan(data);
      }
      Thread.sleep(500);
      System.out.printf(
          Locale.ROOT,
          "%-34s %9d %14.1f %14.1f %12d%n",
          step,
          data.javaRDD().getNumPartitions(),
          bytesBefore / 1048576.0,
          watch.largestBytes() / 1048576.0,
          watch.collections());
    }
  }

  private void scanAndWrite(String name, Dataset<Row> data) throws Exception {
    String parquet = parquet(name, data);
    Dataset<Row> source = spark.read().parquet(parquet);
    measure(name + " write", name, "none", () -> write(source, path(name, "none"), "none"));
    measure(name + " write, peer", name, "none", () -> writePeer(source, path(name, "peer")));
    measure(
        name + " write, Parquet", name, "none", () -> writeParquet(source, path(name, "again")));
    prepare(name, source);
    StructType schema = source.schema();
    raw(name, "none");
    measure(name + " scan", name, "none", () -> scan(ours(name, "none", schema)));
    measure(name + " scan, gzip", name, "none", () -> scan(ours(name, "gzip", schema)));
    measure(name + " scan, peer", name, "none", () -> scan(peer(name, schema)));
    measure(name + " scan, Parquet", name, "none", () -> scan(spark.read().parquet(parquet)));
  }

  private void prepare(String name, Dataset<Row> data) {
    for (String codec : new String[] {"none", "gzip"}) {
      if (!Files.exists(Path.of(path(name, codec)))) {
        write(data, path(name, codec), codec);
      }
    }
  }

  private String parquet(String name, Dataset<Row> data) {
    String path = path(name, "parquet");
    if (!Files.exists(Path.of(path))) {
      writeParquet(data, path);
    }
    return path;
  }

  private StructType schema(String name) {
    return spark.read().parquet(path(name, "parquet")).schema();
  }

  private String path(String name, String form) {
    return folder.resolve(name + "-" + form).toString();
  }

  private Dataset<Row> ours(String name, String codec, StructType schema) {
    return spark.read().format(FORMAT).schema(schema).load(path(name, codec));
  }

  private Dataset<Row> peer(String name, StructType schema) {
    return ConnectorPeer.read(spark, path(name, "none"), schema, false);
  }

  private static Object write(Dataset<Row> data, String path, String codec) {
    data.write().format(FORMAT).option("codec", codec).mode(SaveMode.Overwrite).save(path);
    return path;
  }

  private static Object writeParquet(Dataset<Row> data, String path) {
    data.write().mode(SaveMode.Overwrite).parquet(path);
    return path;
  }

  private static Object writePeer(Dataset<Row> data, String path) throws IOException {
    Path target = Path.of(path);
    if (Files.exists(target)) {
      try (Stream<Path> old = Files.walk(target)) {
        for (Path file : old.sorted((x, y) -> y.compareTo(x)).toList()) {
          Files.delete(file);
        }
      }
    }
    ConnectorPeer.write(data, path);
    return path;
  }

  private static Object scan(Dataset<Row> data) {
    data.write().format("noop").mode(SaveMode.Overwrite).save();
    return data;
  }

  /** The limit: the bytes into memory, on as many threads. */
  private void raw(String name, String codec) throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(path(name, codec)))) {
      files = all.sorted().toList();
    }
    measure(
        name + " raw bytes",
        name,
        codec,
        () -> {
          List<Thread> threads = new ArrayList<>();
          for (int i = 0; i < cores; i++) {
            int thread = i;
            threads.add(
                new Thread(
                    () -> {
                      for (int f = thread; f < files.size(); f += cores) {
                        readAll(files.get(f));
                      }
                    }));
          }
          threads.forEach(Thread::start);
          for (Thread thread : threads) {
            thread.join();
          }
          return files;
        });
  }

  private static void readAll(Path file) {
    ByteBuffer buffer = ByteBuffer.allocate(256 << 10);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(buffer) >= 0) {
        buffer.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void measure(String step, String name, String codec, Callable<Object> body)
      throws Exception {
    double[] seconds = new double[ROUNDS];
    for (int round = -2; round < ROUNDS; round++) {
      long start = System.nanoTime();
      Object result = body.call();
      double taken = (System.nanoTime() - start) / 1e9;
      if (result == null) {
        throw new AssertionError(step + " gave nothing");
      }
      if (round >= 0) {
        seconds[round] = taken;
      }
    }
    Arrays.sort(seconds);
    double megabytes = bytes(Path.of(path(name, codec))) / 1e6;
    System.out.printf(
        Locale.ROOT,
        "%-34s %9.3f %9.3f %10.1f %12.0f%n",
        step,
        seconds[0],
        seconds[ROUNDS / 2],
        megabytes,
        megabytes / seconds[0] / cores);
  }

  private static long bytes(Path folder) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }
}
