package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import java.io.Serializable;
import java.util.List;

/**
 * What all tasks that ingest one input split share.
 *
 * @param splits the names of the output splits
 * @param buckets the share of each
 * @param attemptFolder where tasks leave their files
 */
record IngestPlan(
    Storage storage,
    ExampleSource source,
    List<String> splits,
    List<Integer> buckets,
    String attemptFolder)
    implements Serializable {
  IngestPlan {
    splits = List.copyOf(splits);
    buckets = List.copyOf(buckets);
  }
}
