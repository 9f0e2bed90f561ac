package io.millrace.transforms.graph;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.AttemptFiles;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesArtifact;
import io.millrace.transforms.examples.ShardForm;
import io.millrace.transforms.examples.ShardResult;
import io.millrace.transforms.examples.ShardWriter;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Writes the transformed examples: a shard for each shard of the input. */
final class Materialization {
  private static final String SHARD_PREFIX = "transformed_examples";

  private Materialization() {}

  /** A shard to write. */
  private record Shard(ExampleFile input, int number, int shards) implements Serializable {}

  /** The graph of a batch, and the serialized transform graph, which says what it gives. */
  private record Plan(BatchGraph graph, byte[] transform) implements Serializable {}

  /**
   * Writes all splits and the manifest into a folder.
   *
   * @return the records written
   */
  static long run(
      JavaSparkContext spark,
      Storage storage,
      TransformGraph transform,
      ExamplesArtifact examples,
      Target target)
      throws IOException {
    List<TensorSpec> outputs = List.copyOf(transform.outputs().values());
    List<String> tensors = outputs.stream().map(TensorSpec::tensor).toList();
    BatchGraph graph =
        BatchGraph.of(transform.graphDef(), transform.inputs(), tensors, "transformed features");
    for (String split : examples.splits()) {
      storage.createFolder(ArtifactLayout.split(target.uri(), split));
    }
    AttemptFiles attempts = new AttemptFiles(storage, target.uri(), SHARD_PREFIX);
    Broadcast<Plan> plan = spark.broadcast(new Plan(graph, transform.toBytes()));
    try {
      Task task = new Task(storage, plan, attempts, target);
      Manifest manifest = attempts.during(() -> write(spark, examples, task));
      manifest.write(storage, target.uri());
      return manifest.records();
    } finally {
      plan.destroy();
    }
  }

  private static Manifest write(JavaSparkContext spark, ExamplesArtifact examples, Task task)
      throws IOException {
    List<Shard> shards = shards(examples);
    List<ShardResult> results =
        shards.isEmpty() ? List.of() : spark.parallelize(shards, shards.size()).map(task).collect();
    Map<String, List<Manifest.ShardFile>> files = new LinkedHashMap<>();
    for (String split : examples.splits()) {
      files.put(
          split,
          task.attempts.accept(
              results, split, examples.files(split).size(), ShardForm.TFRECORD_GZIP));
    }
    return Manifest.of(files);
  }

  private static List<Shard> shards(ExamplesArtifact examples) {
    List<Shard> shards = new ArrayList<>();
    for (String split : examples.splits()) {
      List<ExampleFile> files = examples.files(split);
      for (int i = 0; i < files.size(); i++) {
        shards.add(new Shard(files.get(i), i, files.size()));
      }
    }
    return shards;
  }

  /**
   * Where and how to write.
   *
   * @param uri the artefact's folder
   * @param batchSize examples at once
   */
  record Target(String uri, int batchSize, Progress.TaskCounter counter) implements Serializable {}

  private static final class Task implements Function<Shard, ShardResult> {
    private static final long serialVersionUID = 1L;

    private final Storage storage;
    private final Broadcast<Plan> plan;
    private final AttemptFiles attempts;
    private final Target target;

    Task(Storage storage, Broadcast<Plan> plan, AttemptFiles attempts, Target target) {
      this.storage = storage;
      this.plan = plan;
      this.attempts = attempts;
      this.target = target;
    }

    @Override
    public ShardResult call(Shard shard) throws IOException {
      Plan shared = plan.value();
      TransformGraph transform = TransformGraph.of(shared.transform());
      ExampleEncoder encoder = new ExampleEncoder(List.copyOf(transform.outputs().values()));
      try (ShardWriter writer =
          attempts.create(
              shard.input().split(), shard.number(), shard.shards(), ShardForm.TFRECORD_GZIP)) {
        Batches.run(
            storage,
            shard.input(),
            shared.graph(),
            target.batchSize(),
            target.counter(),
            (results, examples) -> {
              AttemptFiles.stopIfKilled();
              encoder.write(results, examples, writer::write);
            });
        return writer.finish();
      }
    }
  }
}
