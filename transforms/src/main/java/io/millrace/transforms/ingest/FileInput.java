package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.ingest.source.FileSlices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Records that a source reads from files, slice by slice. */
final class FileInput implements IngestInput {
  private final JavaSparkContext spark;
  private final Storage storage;
  private final FileSlices source;
  private final List<ShardPlanner.Shard> shards;
  private final List<List<ShardPlanner.Shard>> tasks;

  /**
   * Shards of a source.
   *
   * @param packedTasks the most tasks if something is packed; see {@link ShardPlanner#tasks}
   */
  FileInput(
      JavaSparkContext spark,
      Storage storage,
      FileSlices source,
      List<ShardPlanner.Shard> shards,
      int packedTasks) {
    this.spark = spark;
    this.storage = storage;
    this.source = source;
    this.shards = shards;
    this.tasks = ShardPlanner.tasks(shards, packedTasks);
  }

  @Override
  public int shards() {
    return shards.size();
  }

  @Override
  public int shardsInOrder() {
    return shards.size();
  }

  @Override
  public TaskOutcome writeInOrder(IngestPlan plan, Progress.TaskCounter progress) {
    return TaskOutcome.sum(
        spark
            .parallelize(tasks, tasks.size())
            .mapPartitions(new IngestTask(plan, source.opener(), source.positionUnit(), progress))
            .collect());
  }

  @Override
  public int tasks() {
    return tasks.size();
  }

  @Override
  public <T> JavaRDD<T> map(Reading<T> reading) {
    Storage taskStorage = storage;
    FileSlices.Opener opener = source.opener();
    String unit = source.positionUnit();
    return spark
        .parallelize(tasks, tasks.size())
        .mapPartitions(
            runs ->
                reading.of(
                    closedWithTask(new FileStream(taskStorage, opener, slices(runs), unit))));
  }

  private static List<Slice> slices(Iterator<List<ShardPlanner.Shard>> runs) {
    List<Slice> slices = new ArrayList<>();
    runs.forEachRemaining(run -> run.forEach(shard -> slices.addAll(shard.slices())));
    return slices;
  }

  private static FileStream closedWithTask(FileStream stream) {
    TaskContext.get()
        .addTaskCompletionListener(
            context -> {
              try {
                stream.close();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return stream;
  }
}
