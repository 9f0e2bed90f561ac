package io.millrace.transforms.ingest;

import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.AttemptFiles;
import io.millrace.transforms.examples.ShardResult;
import io.millrace.transforms.examples.ShardWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Reads runs of shards and writes each, divided among the output splits. Streams: memory for one
 * example and a file buffer per output split. The driver moves the files of the attempts that Spark
 * accepted ({@link AttemptFiles}).
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
          writers.add(plan.attempts().create(split, shard.number()));
        }
        for (ShardPlanner.Slice slice : shard.slices()) {
          copy(slice, writers);
        }
        for (ShardWriter writer : writers) {
          results.add(writer.finish());
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

    private void copy(ShardPlanner.Slice slice, List<ShardWriter> writers) throws IOException {
      open(slice);
      for (long i = 0; i < slice.count(); i++) {
        reader.read(builder.reset());
        byte[] example = builder.toByteArray();
        writers.get(splitter.split(example)).records().write(example);
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
      AttemptFiles.stopIfKilled();
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
