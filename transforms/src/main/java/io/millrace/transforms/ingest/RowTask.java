package io.millrace.transforms.ingest;

import io.millrace.transforms.component.Progress;
import io.millrace.transforms.ingest.source.SparkRecords;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;

/** Writes one partition of a table as one shard, in its order. Streams. */
final class RowTask
    implements Function2<Integer, Iterator<SparkRecords.Row>, Iterator<TaskOutcome>> {
  private static final long serialVersionUID = 1L;

  private final IngestPlan plan;
  private final String source;
  private final Progress.TaskCounter progress;

  RowTask(IngestPlan plan, String source, Progress.TaskCounter progress) {
    this.plan = plan;
    this.source = source;
    this.progress = progress;
  }

  @Override
  public Iterator<TaskOutcome> call(Integer shard, Iterator<SparkRecords.Row> rows)
      throws IOException {
    TaskOutcome outcome = new TaskOutcome();
    try (RowStream stream = new RowStream(rows, source);
        SplitFiles files = new SplitFiles(plan, shard)) {
      Router router = new Router(plan, stream, progress);
      files.writeAll(router, stream::next);
      outcome.add(files.finish());
      router.report();
      outcome.add(router.counts());
    }
    return List.of(outcome).iterator();
  }
}
