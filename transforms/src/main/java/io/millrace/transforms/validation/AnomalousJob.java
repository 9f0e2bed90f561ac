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
import io.millrace.transforms.statistics.KeyedStatistics;
import io.millrace.transforms.statistics.OrderedMerge;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.Schema;
import scala.Tuple2;

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

  /**
   * What to look for.
   *
   * @param statistics of what is found
   */
  record Rules(Schema schema, AnomalousExamplesOptions options, KeyedStatistics statistics) {}

  /**
   * What was found.
   *
   * @param read how many examples
   * @param manifest of the files with the anomalous ones
   * @param reasons examples by split and reason
   * @param statistics their states by split; empty arrays where nothing was read
   */
  record Found(
      long read,
      Manifest manifest,
      Map<String, Map<String, Long>> reasons,
      Map<String, byte[]> statistics) {}

  private record Shard(OrderedMerge.Key key, ExampleFile input, int shards)
      implements Serializable {}

  /** Of one file, or of neighbours together. */
  private record Outcome(
      List<ShardResult> shards, long read, Map<String, Long> reasons, byte[] statistics)
      implements Serializable {
    static Outcome merged(Iterator<Outcome> parts, KeyedStatistics statistics) {
      List<ShardResult> shards = new ArrayList<>();
      long[] read = {0};
      Map<String, Long> reasons = new HashMap<>();
      // One part's bytes at a time.
      Iterator<byte[]> states =
          new Iterator<>() {
            @Override
            public boolean hasNext() {
              return parts.hasNext();
            }

            @Override
            public byte[] next() {
              Outcome part = parts.next();
              shards.addAll(part.shards());
              read[0] += part.read();
              part.reasons().forEach((r, n) -> reasons.merge(r, n, Long::sum));
              return part.statistics();
            }
          };
      byte[] merged = statistics.merge(states);
      return new Outcome(shards, read[0], reasons, merged);
    }
  }

  private record Task(
      Schema schema,
      Optional<String> environment,
      String feature,
      KeyedStatistics statistics,
      AttemptFiles attempts,
      Storage storage,
      Progress.TaskCounter counter) {}

  /** Runs it; fails as its tasks do. */
  Found run(ExamplesArtifact examples, List<String> splits, Rules rules, String output)
      throws Exception {
    List<Shard> shards = new ArrayList<>();
    for (int split = 0; split < splits.size(); split++) {
      List<ExampleFile> files = examples.files(splits.get(split));
      for (int i = 0; i < files.size(); i++) {
        shards.add(new Shard(new OrderedMerge.Key(split, i), files.get(i), files.size()));
      }
    }
    AttemptFiles attempts = new AttemptFiles(storage, output, PREFIX);
    try {
      return attempts.during(() -> write(shards, splits, rules, attempts));
    } catch (Exception e) {
      throw MillraceException.unwrapped(e);
    }
  }

  private Found write(List<Shard> shards, List<String> splits, Rules rules, AttemptFiles attempts)
      throws IOException {
    List<Outcome> outcomes = outcomes(shards, splits.size(), rules, attempts);
    Map<String, List<Manifest.ShardFile>> files = new LinkedHashMap<>();
    Map<String, Map<String, Long>> reasons = new LinkedHashMap<>();
    Map<String, byte[]> statistics = new LinkedHashMap<>();
    for (int i = 0; i < splits.size(); i++) {
      String split = splits.get(i);
      Outcome outcome = outcomes.get(i);
      List<ShardResult> results = outcome.shards();
      files.put(split, attempts.accept(results, split, results.size(), ShardForm.TFRECORD_GZIP));
      reasons.put(split, new TreeMap<>(outcome.reasons()));
      statistics.put(split, outcome.statistics());
    }
    long read = outcomes.stream().mapToLong(Outcome::read).sum();
    return new Found(read, Manifest.of(files), reasons, statistics);
  }

  /** One of each split. */
  private List<Outcome> outcomes(
      List<Shard> shards, int splits, Rules rules, AttemptFiles attempts) {
    List<Outcome> outcomes =
        new ArrayList<>(
            Collections.nCopies(splits, new Outcome(List.of(), 0, Map.of(), new byte[0])));
    if (shards.isEmpty()) {
      return outcomes;
    }
    int[] counts = new int[splits];
    shards.forEach(shard -> counts[shard.key().whole()]++);
    byte[] schema = rules.schema().toByteArray();
    String environment = rules.options().environment().orElse(null);
    String feature = rules.options().reasonsFeature();
    KeyedStatistics statistics = rules.statistics();
    Storage taskStorage = storage;
    Progress.TaskCounter taskCounter = counter;
    JavaPairRDD<OrderedMerge.Key, Outcome> parts =
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .parallelize(shards, shards.size())
            .mapToPair(
                shard ->
                    new Tuple2<>(
                        shard.key(),
                        validate(
                            shard,
                            new Task(
                                Schema.parseFrom(schema),
                                Optional.ofNullable(environment),
                                feature,
                                statistics,
                                attempts,
                                taskStorage,
                                taskCounter))));
    OrderedMerge<Outcome> merge =
        new OrderedMerge<>(outcome -> Outcome.merged(outcome, statistics));
    merge.collect(parts, counts).forEach(o -> outcomes.set(o._1().whole(), o._2()));
    return outcomes;
  }

  private static Outcome validate(Shard shard, Task task) throws IOException {
    InstanceValidator validator = new InstanceValidator(task.schema(), task.environment());
    Map<String, Long> counts = new HashMap<>();
    KeyedStatistics.Counter statistics = task.statistics().counter(shard.input().uri());
    long read = 0;
    try (ExamplesReader reader = ExamplesReader.open(task.storage(), shard.input());
        ShardWriter writer =
            task.attempts()
                .create(
                    shard.input().split(),
                    shard.key().index(),
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
          statistics.add(
              reader.buffer(), reader.offset(), reader.length(), reader.index(), reasons);
          writer.write(withReasons(reader.record(), task.feature(), reasons));
        }
      }
      task.counter().add(read % BATCH);
      return new Outcome(List.of(writer.finish()), read, counts, statistics.state());
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
