package io.millrace.transforms.ingest;

import io.millrace.transforms.component.Progress;
import io.millrace.transforms.ingest.source.FileSlices;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Reads runs of shards and writes each, divided among the output splits, in the order of the input.
 * Streams: memory for one record and a file buffer per output split.
 */
final class IngestTask implements FlatMapFunction<Iterator<List<ShardPlanner.Shard>>, TaskOutcome> {
  private static final long serialVersionUID = 1L;

  private final IngestPlan plan;
  private final FileSlices.Opener opener;
  private final String positionUnit;
  private final Progress.TaskCounter progress;

  IngestTask(
      IngestPlan plan,
      FileSlices.Opener opener,
      String positionUnit,
      Progress.TaskCounter progress) {
    this.plan = plan;
    this.opener = opener;
    this.positionUnit = positionUnit;
    this.progress = progress;
  }

  @Override
  public Iterator<TaskOutcome> call(Iterator<List<ShardPlanner.Shard>> runs) throws IOException {
    List<ShardPlanner.Shard> shards = new ArrayList<>();
    runs.forEachRemaining(shards::addAll);
    List<Slice> slices = shards.stream().flatMap(shard -> shard.slices().stream()).toList();
    TaskOutcome outcome = new TaskOutcome();
    try (FileStream stream = new FileStream(plan.storage(), opener, slices, positionUnit)) {
      Router router = new Router(plan, stream, progress);
      for (ShardPlanner.Shard shard : shards) {
        try (SplitFiles files = new SplitFiles(plan, shard.number())) {
          for (int i = 0; i < shard.slices().size(); i++) {
            stream.nextSlice();
            files.writeAll(router, stream::nextInSlice);
          }
          outcome.add(files.finish());
        }
        router.report();
      }
      outcome.add(router.counts());
    }
    return List.of(outcome).iterator();
  }
}
