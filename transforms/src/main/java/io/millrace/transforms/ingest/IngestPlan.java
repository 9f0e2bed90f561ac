package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.examples.AttemptFiles;
import io.millrace.transforms.ingest.source.FileSlices;
import java.io.Serializable;
import java.util.List;

/**
 * What all tasks that ingest one input split share.
 *
 * @param splits the names of the output splits
 * @param buckets the share of each
 * @param attempts where tasks leave their files
 */
record IngestPlan(
    Storage storage,
    FileSlices.Opener opener,
    List<String> splits,
    List<Integer> buckets,
    AttemptFiles attempts)
    implements Serializable {
  IngestPlan {
    splits = List.copyOf(splits);
    buckets = List.copyOf(buckets);
  }
}
