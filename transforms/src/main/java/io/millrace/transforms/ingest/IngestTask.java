package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.AttemptFiles;
import io.millrace.transforms.examples.ShardResult;
import io.millrace.transforms.examples.ShardWriter;
import io.millrace.transforms.ingest.source.RecordReader;
import io.millrace.transforms.ingest.source.RejectedRecordException;
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
    List<ShardPlanner.Shard> shards = new ArrayList<>();
    runs.forEachRemaining(shards::addAll);
    List<ShardPlanner.Slice> slices =
        shards.stream().flatMap(shard -> shard.slices().stream()).toList();
    try (Run run = new Run(slices)) {
      for (ShardPlanner.Shard shard : shards) {
        run.write(shard);
      }
      return run.results.iterator();
    }
  }

  private final class Run implements AutoCloseable {
    private final List<ShardResult> results = new ArrayList<>();
    private final HashSplitter splitter = new HashSplitter(plan.buckets());
    private final SliceRuns records;
    private long unreported;

    Run(List<ShardPlanner.Slice> slices) {
      records = new SliceRuns(plan.storage(), plan.opener(), slices);
    }

    void write(ShardPlanner.Shard shard) throws IOException {
      List<ShardWriter> writers = new ArrayList<>();
      try {
        for (String split : plan.splits()) {
          writers.add(plan.attempts().create(split, shard.number()));
        }
        for (int i = 0; i < shard.slices().size(); i++) {
          records.nextSlice();
          copy(writers);
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

    private void copy(List<ShardWriter> writers) throws IOException {
      try {
        while (records.next()) {
          RecordReader record = records.record();
          int split = splitter.split(record.buffer(), record.offset(), record.length());
          writers.get(split).records().write(record.buffer(), record.offset(), record.length());
          if (++unreported == RECORDS_PER_REPORT) {
            report();
          }
        }
      } catch (RejectedRecordException e) {
        throw MillraceException.data(e.describe(), e);
      }
    }

    private void report() {
      AttemptFiles.stopIfKilled();
      counter.add(unreported);
      unreported = 0;
    }

    @Override
    public void close() throws IOException {
      records.close();
    }
  }
}
