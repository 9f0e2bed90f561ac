package io.millrace.transforms.ingest.image;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.testing.BenchmarkSession;
import io.millrace.transforms.testing.ExampleGenOnce;
import io.millrace.transforms.testing.Rounds;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * ExampleGen on a tree of generated JPEGs, against reading the same files and nothing else, and
 * Spark's own source of whole files, written to Parquet.
 *
 * <p>Arguments: a work folder, the number of images, of folders, of cores, of rounds.
 */
final class ImageBenchmark {
  private static final int WIDTH = 160;
  private static final int HEIGHT = 120;

  private final SparkSession spark;
  private final Path input;
  private final Path folder;
  private final Storage storage = new HadoopStorage(new Configuration(false));

  private ImageBenchmark(SparkSession spark, Path folder, int images, int folders) {
    this.spark = spark;
    this.folder = folder;
    this.input = folder.resolve("images-" + images + "-" + folders);
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectories(Path.of(arguments[0])).toAbsolutePath();
    int images = Integer.parseInt(arguments[1]);
    int folders = Integer.parseInt(arguments[2]);
    SparkSession spark = BenchmarkSession.start(arguments[3]);
    try {
      ImageBenchmark benchmark = new ImageBenchmark(spark, folder, images, folders);
      benchmark.generate(images, folders);
      benchmark.run(new Rounds(Integer.parseInt(arguments[4]), images, "images"));
    } finally {
      spark.stop();
    }
  }

  private void generate(int images, int folders) throws IOException {
    if (Files.exists(input)) {
      return;
    }
    for (int i = 0; i < folders; i++) {
      Files.createDirectories(input.resolve("label-%05d".formatted(i)));
    }
    IntStream.range(0, images)
        .parallel()
        .forEach(
            i -> {
              Path file = input.resolve("label-%05d/image-%07d.jpg".formatted(i % folders, i));
              try {
                ImageIO.write(picture(i), "jpg", file.toFile());
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static BufferedImage picture(int seed) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setPaint(
        new GradientPaint(
            0, 0, new Color(random.nextInt()), WIDTH, HEIGHT, new Color(random.nextInt())));
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    for (int i = 0; i < 20; i++) {
      graphics.setColor(new Color(random.nextInt()));
      graphics.fillOval(random.nextInt(WIDTH), random.nextInt(HEIGHT), 30, 20);
    }
    graphics.dispose();
    return image;
  }

  private void run(Rounds steps) throws Exception {
    steps.heads();
    steps.measure("reading alone", this::read);
    steps.measure("ExampleGen, uncompressed", () -> exampleGen("none"));
    steps.measure("ExampleGen, gzip", () -> exampleGen("gzip"));
    steps.measure("Spark's binaryFile to Parquet", this::binaryFile);
  }

  /** All files on all cores, into nothing. */
  private Object read() throws IOException {
    try (var files = Files.walk(input)) {
      List<String> names = files.filter(Files::isRegularFile).map(Path::toString).toList();
      return JavaSparkContext.fromSparkContext(spark.sparkContext())
          .parallelize(names)
          .map(name -> (long) Files.readAllBytes(Path.of(name)).length)
          .reduce(Long::sum);
    }
  }

  private Object exampleGen(String compression) throws Exception {
    return new ExampleGenOnce(spark, storage, folder)
        .run("{input: '%s', format: images, compression: %s}".formatted(input, compression));
  }

  private Object binaryFile() {
    String output = folder.resolve("parquet").toString();
    spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", true)
        .load(input.toString())
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(output);
    return output;
  }
}
