package io.millrace.transforms.validation;

import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.MalformedExampleException;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.AttemptFiles;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.examples.ExamplesReader;
import io.millrace.transforms.examples.ShardForm;
import io.millrace.transforms.examples.ShardResult;
import io.millrace.transforms.examples.ShardWriter;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.Schema;

/** Validates all examples, a task per file, and writes those that do not fit. */
final class AnomalousJob {
  private static final String PREFIX = "data_tfrecord";
  private static final int BATCH = 1000;

  private final SparkSession spark;
  private final Storage storage;
  private final Progress.TaskCounter counter;

  AnomalousJob(SparkSession spark, Storage storage, Progress.TaskCounter counter) {
    this.spark = spark;
    this.storage = storage;
    this.counter = counter;
  }

  /** What was found: examples read, the files written, examples by split and reason. */
  record Found(long read, Manifest manifest, Map<String, Map<String, Long>> reasons) {}

  private record Shard(ExampleFile input, int number, int shards) implements Serializable {}

  private record Outcome(ShardResult shard, long read, Map<String, Long> reasons)
      implements Serializable {}

  private record Task(
      Schema schema,
      Optional<String> environment,
      String feature,
      AttemptFiles attempts,
      Storage storage,
      Progress.TaskCounter counter) {}

  /** Runs it; fails as its tasks do. */
  Found run(
      ExamplesArtifact examples,
      List<String> splits,
      Schema schema,
      AnomalousExamplesOptions options,
      String output)
      throws Exception {
    List<Shard> shards = new ArrayList<>();
    for (String split : splits) {
      List<ExampleFile> files = examples.files(split);
      for (int i = 0; i < files.size(); i++) {
        shards.add(new Shard(files.get(i), i, files.size()));
      }
    }
    AttemptFiles attempts = new AttemptFiles(storage, output, PREFIX);
    try {
      return attempts.during(() -> write(shards, splits, schema, options, attempts));
    } catch (Exception e) {
      throw MillraceException.unwrapped(e);
    }
  }

  private Found write(
      List<Shard> shards,
      List<String> splits,
      Schema schema,
      AnomalousExamplesOptions options,
      AttemptFiles attempts)
      throws IOException {
    byte[] schemaBytes = schema.toByteArray();
    String environment = options.environment().orElse(null);
    String feature = options.reasonsFeature();
    Storage taskStorage = storage;
    Progress.TaskCounter taskCounter = counter;
    List<Outcome> outcomes =
        shards.isEmpty()
            ? List.of()
            : JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(shards, shards.size())
                .map(
                    shard ->
                        validate(
                            shard,
                            new Task(
                                Schema.parseFrom(schemaBytes),
                                Optional.ofNullable(environment),
                                feature,
                                attempts,
                                taskStorage,
                                taskCounter)))
                .collect();
    List<ShardResult> results = outcomes.stream().map(Outcome::shard).toList();
    Map<String, List<Manifest.ShardFile>> files = new LinkedHashMap<>();
    Map<String, Map<String, Long>> reasons = new LinkedHashMap<>();
    for (String split : splits) {
      int count = (int) shards.stream().filter(s -> s.input().split().equals(split)).count();
      files.put(split, attempts.accept(results, split, count, ShardForm.TFRECORD_GZIP));
      Map<String, Long> counts = reasons.computeIfAbsent(split, s -> new TreeMap<>());
      outcomes.stream()
          .filter(o -> o.shard().split().equals(split))
          .forEach(o -> o.reasons().forEach((r, n) -> counts.merge(r, n, Long::sum)));
    }
    long read = outcomes.stream().mapToLong(Outcome::read).sum();
    return new Found(read, Manifest.of(files), reasons);
  }

  private static Outcome validate(Shard shard, Task task) throws IOException {
    InstanceValidator validator = new InstanceValidator(task.schema(), task.environment());
    Map<String, Long> counts = new HashMap<>();
    long read = 0;
    try (ExamplesReader reader = ExamplesReader.open(task.storage(), shard.input());
        ShardWriter writer =
            task.attempts()
                .create(
                    shard.input().split(),
                    shard.number(),
                    shard.shards(),
                    ShardForm.TFRECORD_GZIP)) {
      while (reader.next()) {
        read++;
        if (read % BATCH == 0) {
          AttemptFiles.stopIfKilled();
          task.counter().add(BATCH);
        }
        Anomalies anomalies;
        try {
          anomalies = validator.validate(reader.buffer(), reader.offset(), reader.length());
        } catch (MalformedExampleException e) {
          throw reader.malformed(e);
        }
        if (anomalies.getAnomalyInfoCount() > 0) {
          List<String> reasons = InstanceValidator.reasons(anomalies);
          reasons.forEach(reason -> counts.merge(reason, 1L, Long::sum));
          writer.write(withReasons(reader.record(), task.feature(), reasons));
        }
      }
      task.counter().add(read % BATCH);
      return new Outcome(writer.finish(), read, counts);
    }
  }

  /** Of two messages one behind the other protobuf makes one with the features of both. */
  private static byte[] withReasons(byte[] example, String feature, List<String> reasons) {
    byte[] added =
        new ExampleBuilder()
            .putBytesList(
                feature, reasons.stream().map(r -> r.getBytes(StandardCharsets.UTF_8)).toList())
            .toByteArray();
    byte[] both = new byte[example.length + added.length];
    System.arraycopy(example, 0, both, 0, example.length);
    System.arraycopy(added, 0, both, example.length, added.length);
    return both;
  }
}
