package io.millrace.transforms.ingest;

import io.millrace.transforms.component.Progress;

/** The records of one input split, as Spark jobs read them. */
interface IngestInput extends RecordTasks {
  /** How many shards a split gets in a shuffle. */
  int shards();

  /** How many shards a split gets in the order of the input. */
  int shardsInOrder();

  /** Writes the records in their order. */
  TaskOutcome writeInOrder(IngestPlan plan, Progress.TaskCounter progress);
}
