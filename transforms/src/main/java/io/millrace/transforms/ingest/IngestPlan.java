package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.examples.AttemptFiles;
import io.millrace.transforms.examples.ShardForm;
import io.millrace.transforms.examples.ShardWriter;
import io.millrace.transforms.ingest.split.SplitPlan;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;

/**
 * What all tasks that ingest one input split share.
 *
 * @param splits how records are divided
 * @param shards of each split
 * @param form of the shards
 * @param rejectForm how rejected records are kept; null if the first one fails the run. Not an
 *     Optional, which cannot go to tasks
 * @param attempts where tasks leave their files
 */
record IngestPlan(
    Storage storage,
    SplitPlan splits,
    int shards,
    ShardForm form,
    RejectForm rejectForm,
    AttemptFiles attempts)
    implements Serializable {
  /** The name under which rejects are written, beside those of splits. */
  static final String REJECTS = "rejects";

  /** How rejected records are kept; empty if the first one fails the run. */
  Optional<RejectForm> rejects() {
    return Optional.ofNullable(rejectForm);
  }

  /** How many kinds of files there are: the splits, then the rejects. */
  int targets() {
    return splits.splits().size() + (rejectForm == null ? 0 : 1);
  }

  /** The name of a target. */
  String target(int index) {
    return index < splits.splits().size() ? splits.splits().get(index) : REJECTS;
  }

  /** In a task: starts this attempt at a shard of a target; the caller closes it. */
  ShardWriter writer(int target, int number) throws IOException {
    return target < splits.splits().size()
        ? attempts.create(target(target), number, shards, form)
        : attempts.createUnnumbered(REJECTS, number, rejectForm.files());
  }
}
