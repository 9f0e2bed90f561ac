package io.millrace.transforms.ingest;

import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.artifacts.storage.StorageException;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.AttemptFiles;
import io.millrace.transforms.examples.Digests;
import io.millrace.transforms.examples.ShardResult;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** The Spark jobs of ExampleGen: the digest of the input, and its way into shards. */
final class IngestJob {
  private static final String SHARD_PREFIX = "data_tfrecord";

  private final JavaSparkContext spark;
  private final Storage storage;
  private final Progress progress;
  private final ExampleGenOptions options;

  IngestJob(ComponentContext<ExampleGenOptions> context) {
    this.spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
    this.storage = context.storage();
    this.progress = context.progress();
    this.options = context.options();
  }

  /** Some Spark action; its failures are checked exceptions that Scala does not declare. */
  @FunctionalInterface
  private interface Action<T> {
    T run() throws Exception;
  }

  /**
   * The digest of the content and the names (without folders) of all input files, in their order:
   * equal input gives equal digests wherever it lies.
   */
  String fingerprint(List<InputSplit> inputs) throws IOException {
    List<String> files =
        inputs.stream()
            .flatMap(input -> input.input().files().stream())
            .map(Storage.Entry::uri)
            .toList();
    List<String> lines = new ArrayList<>();
    try (Progress.Stage stage = progress.stage("input digest", files.size(), "files")) {
      Storage taskStorage = storage;
      Progress.TaskCounter counter = stage.taskCounter();
      lines.addAll(
          explained(
              () ->
                  spark
                      .parallelize(files, files.size())
                      .map(file -> digestLine(taskStorage, file, counter))
                      .collect()));
    }
    MessageDigest digest = Digests.sha256();
    lines.forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
    return Digests.hex(digest);
  }

  /**
   * The digest of the content and the names of all files that the source found below the input:
   * names begin below a folder that {@code input} names, and with a folder that a pattern found.
   */
  String fingerprint(List<InputSplit> inputs, FileSlices source) throws IOException {
    MessageDigest digest = Digests.sha256();
    long files =
        source.units().stream().flatMap(List::stream).mapToLong(u -> u.files().size()).sum();
    try (Progress.Stage stage = progress.stage("input digest", files, "files")) {
      for (int i = 0; i < inputs.size(); i++) {
        List<Unit> units = source.units().get(i);
        if (!units.isEmpty()) {
          UnitDigest task =
              new UnitDigest(storage, inputs.get(i).input().bases(), stage.taskCounter());
          explained(() -> spark.parallelize(units, units.size()).map(task).collect())
              .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
        }
      }
    }
    return Digests.hex(digest);
  }

  private static String digestLine(Storage storage, String file, Progress.TaskCounter counter)
      throws IOException {
    String line =
        Digests.ofFile(storage, file) + "  " + file.substring(file.lastIndexOf('/') + 1) + "\n";
    counter.add(1);
    return line;
  }

  /** Writes the shards of all splits below a folder; the manifest is left to the caller. */
  Manifest run(List<InputSplit> inputs, FileSlices source, String output) throws IOException {
    AttemptFiles attempts = new AttemptFiles(storage, output, SHARD_PREFIX);
    long positions = source.units().stream().flatMap(List::stream).mapToLong(Unit::positions).sum();
    try (Progress.Stage stage = progress.stage("examples", positions, source.positionUnit())) {
      return attempts.during(
          () -> {
            Map<String, List<Manifest.ShardFile>> files = new LinkedHashMap<>();
            for (int i = 0; i < inputs.size(); i++) {
              InputSplit input = inputs.get(i);
              List<ShardPlanner.Shard> shards =
                  ShardPlanner.shards(source.units().get(i), options.shards());
              List<ShardResult> results =
                  write(input, source.opener(), shards, attempts, stage.taskCounter());
              for (String split : input.buckets().keySet()) {
                files.put(split, attempts.accept(results, split, shards.size()));
              }
            }
            return Manifest.of(files);
          });
    }
  }

  private List<ShardResult> write(
      InputSplit input,
      FileSlices.Opener opener,
      List<ShardPlanner.Shard> shards,
      AttemptFiles attempts,
      Progress.TaskCounter counter)
      throws IOException {
    IngestPlan plan =
        new IngestPlan(
            storage,
            opener,
            List.copyOf(input.buckets().keySet()),
            List.copyOf(input.buckets().values()),
            attempts);
    List<List<ShardPlanner.Shard>> tasks = ShardPlanner.tasks(shards, spark.defaultParallelism());
    return explained(
        () ->
            spark
                .parallelize(tasks, tasks.size())
                .mapPartitions(new IngestTask(plan, counter))
                .collect());
  }

  /** What a failed job means: the exception of ours or of the storage that a task threw. */
  private static <T> T explained(Action<T> action) throws IOException {
    try {
      return action.run();
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof MillraceException ours) {
          throw ours;
        }
        if (cause instanceof StorageException storageFault) {
          throw MillraceException.environment(storageFault.getMessage(), storageFault);
        }
      }
      throw MillraceException.environment("ExampleGen: the Spark job failed: " + e, e);
    }
  }
}
