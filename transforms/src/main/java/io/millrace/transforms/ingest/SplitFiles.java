package io.millrace.transforms.ingest;

import io.millrace.transforms.examples.ShardResult;
import io.millrace.transforms.examples.ShardWriter;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of one shard: one for each split, and one for rejects once there is any. Those not
 * finished are deleted when it closes. Belongs to one task's thread.
 */
final class SplitFiles implements Closeable {
  private final IngestPlan plan;
  private final int shard;
  private final ShardWriter[] writers;

  SplitFiles(IngestPlan plan, int shard) throws IOException {
    this.plan = plan;
    this.shard = shard;
    this.writers = new ShardWriter[plan.targets()];
    try {
      for (int i = 0; i < plan.splits().splits().size(); i++) {
        writer(i);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private ShardWriter writer(int target) throws IOException {
    if (writers[target] == null) {
      writers[target] = plan.writer(target, shard);
    }
    return writers[target];
  }

  /** Writes all records to come, each where it belongs. */
  void writeAll(Router router, Router.Advance advance) throws IOException {
    for (int target = router.next(advance); target != Router.END; target = router.next(advance)) {
      writer(target).write(router.buffer(), router.offset(), router.length());
    }
  }

  /** Completes the files. */
  List<ShardResult> finish() throws IOException {
    List<ShardResult> results = new ArrayList<>();
    for (ShardWriter writer : writers) {
      if (writer != null) {
        results.add(writer.finish());
      }
    }
    return results;
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (ShardWriter writer : writers) {
      if (writer != null) {
        try {
          writer.close();
        } catch (IOException e) {
          failure = e;
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
