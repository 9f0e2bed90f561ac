package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.examples.AttemptFiles;
import io.millrace.transforms.examples.ShardForm;
import io.millrace.transforms.ingest.split.SplitPlan;
import java.io.Serializable;
import java.util.Optional;

/**
 * What all tasks that ingest one input split share.
 *
 * @param splits how records are divided
 * @param form of the shards
 * @param rejectForm how rejected records are kept; null if the first one fails the run. Not an
 *     Optional, which cannot go to tasks
 * @param attempts where tasks leave their files
 */
record IngestPlan(
    Storage storage, SplitPlan splits, ShardForm form, RejectForm rejectForm, AttemptFiles attempts)
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

  /** The form of a target's files. */
  ShardForm form(int index) {
    return index < splits.splits().size() ? form : rejectForm.files();
  }
}
