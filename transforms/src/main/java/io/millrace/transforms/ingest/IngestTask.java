package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Reads runs of shards and writes each, divided among the output splits. Streams: memory for one
 * example and a file buffer per output split.
 *
 * <p>The files carry the id of the task attempt in their names and stay where attempts write; the
 * driver moves those of the attempts that Spark accepted. So a retried, speculative or killed
 * attempt can neither leave nor double a shard of the artefact.
 */
final class IngestTask implements FlatMapFunction<Iterator<List<ShardPlanner.Shard>>, ShardResult> {
  private static final long serialVersionUID = 1L;
  private static final int RECORDS_PER_REPORT = 1000;

  private final IngestPlan plan;
  private final Progress.TaskCounter counter;

  IngestTask(IngestPlan plan, Progress.TaskCounter counter) {
    this.plan = plan;
    this.counter = counter;
  }

  @Override
  public Iterator<ShardResult> call(Iterator<List<ShardPlanner.Shard>> runs) throws IOException {
    try (Run run = new Run()) {
      while (runs.hasNext()) {
        for (ShardPlanner.Shard shard : runs.next()) {
          run.write(shard);
        }
      }
      return run.results.iterator();
    }
  }

  /** The state of one task: the unit that is open goes on from shard to shard. */
  private final class Run implements AutoCloseable {
    private final List<ShardResult> results = new ArrayList<>();
    private final HashSplitter splitter = new HashSplitter(plan.buckets());
    private final ExampleBuilder builder = new ExampleBuilder();
    private ExampleSource.Reader reader;
    private ExampleSource.Unit unit;
    private long position;
    private long unreported;

    void write(ShardPlanner.Shard shard) throws IOException {
      List<ShardWriter> writers = new ArrayList<>();
      try {
        for (String split : plan.splits()) {
          writers.add(ShardWriter.create(plan.storage(), attemptUri(split, shard.number())));
        }
        for (ShardPlanner.Slice slice : shard.slices()) {
          copy(slice, writers);
        }
        for (int i = 0; i < writers.size(); i++) {
          results.add(writers.get(i).finish(plan.splits().get(i), shard.number()));
        }
      } catch (IOException | RuntimeException e) {
        for (ShardWriter writer : writers) {
          try {
            writer.close();
          } catch (IOException closing) {
            e.addSuppressed(closing);
          }
        }
        throw e;
      }
      report();
    }

    private String attemptUri(String split, int shard) {
      TaskContext task = TaskContext.get();
      return Storage.resolve(
          plan.attemptFolder(), "%s-%05d-attempt-%d".formatted(split, shard, task.taskAttemptId()));
    }

    private void copy(ShardPlanner.Slice slice, List<ShardWriter> writers) throws IOException {
      open(slice);
      for (long i = 0; i < slice.count(); i++) {
        reader.read(builder.reset());
        byte[] example = builder.toByteArray();
        writers.get(splitter.split(example)).write(example);
        position++;
        if (++unreported == RECORDS_PER_REPORT) {
          report();
        }
      }
      if (slice.last()) {
        reader.expectEnd();
      }
    }

    private void open(ShardPlanner.Slice slice) throws IOException {
      if (reader == null || !slice.unit().equals(unit) || position != slice.first()) {
        close();
        reader = plan.source().open(plan.storage(), slice.unit(), slice.first());
        unit = slice.unit();
        position = slice.first();
      }
    }

    private void report() {
      if (TaskContext.get().isInterrupted()) {
        throw new TaskKilledException("another attempt was faster, or the job was cancelled");
      }
      counter.add(unreported);
      unreported = 0;
    }

    @Override
    public void close() throws IOException {
      if (reader != null) {
        ExampleSource.Reader closing = reader;
        reader = null;
        closing.close();
      }
    }
  }
}
