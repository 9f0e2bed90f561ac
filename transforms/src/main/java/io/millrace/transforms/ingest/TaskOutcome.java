package io.millrace.transforms.ingest;

import io.millrace.transforms.examples.ShardResult;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** The files that tasks wrote and what they counted. Not thread-safe. */
final class TaskOutcome implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ArrayList<ShardResult> files = new ArrayList<>();
  private final RecordCounts counts = new RecordCounts();

  void add(List<ShardResult> written) {
    files.addAll(written);
  }

  void add(RecordCounts counted) {
    counts.add(counted);
  }

  void add(TaskOutcome other) {
    add(other.files);
    add(other.counts);
  }

  List<ShardResult> files() {
    return files;
  }

  RecordCounts counts() {
    return counts;
  }

  static TaskOutcome sum(List<TaskOutcome> outcomes) {
    TaskOutcome sum = new TaskOutcome();
    outcomes.forEach(sum::add);
    return sum;
  }
}
