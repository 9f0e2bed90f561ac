package io.millrace.transforms.ingest;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the records that were read, besides those written. Not thread-safe. */
final class RecordCounts implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MAX_SAMPLES = 5;

  private long read;
  private long leftOut;
  private final TreeMap<String, Long> rejected = new TreeMap<>();
  private final ArrayList<String> samples = new ArrayList<>();

  void read() {
    read++;
  }

  void leftOut() {
    leftOut++;
  }

  void rejected(String reason, String sample) {
    rejected.merge(reason, 1L, Long::sum);
    if (samples.size() < MAX_SAMPLES) {
      samples.add(sample);
    }
  }

  void add(RecordCounts other) {
    read += other.read;
    leftOut += other.leftOut;
    other.rejected.forEach((reason, count) -> rejected.merge(reason, count, Long::sum));
    samples.addAll(other.samples);
    // Tasks end in any order; the same run shows the same samples.
    Collections.sort(samples);
    samples.subList(Math.min(MAX_SAMPLES, samples.size()), samples.size()).clear();
  }

  /** All records, whatever became of them. */
  long records() {
    return read;
  }

  /** Those that a sample or a rule of splits leaves out. */
  long leftOutRecords() {
    return leftOut;
  }

  /** Those that could not become examples, by reason. */
  Map<String, Long> rejectedByReason() {
    return Collections.unmodifiableMap(rejected);
  }

  /** All that could not become examples. */
  long rejectedRecords() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  /** A few of the rejected, with source, position and problem. */
  List<String> rejectedSamples() {
    return Collections.unmodifiableList(samples);
  }
}
