package io.millrace.jobs.progress;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.util.AccumulatorV2;

/**
 * Units and lines of a stage. Its state is one immutable value that is replaced at each change, so
 * that the heartbeat thread can send it while the task goes on.
 */
final class ProgressAccumulator
    extends AccumulatorV2<ProgressAccumulator.Value, ProgressAccumulator.Value> {
  private static final long serialVersionUID = 1L;

  /**
   * A line, known by where it was said, so that a retried task does not repeat it on screen.
   *
   * @param stage the Spark stage, or -1 on the driver
   * @param sequence counts the lines of one task
   */
  record Line(int stage, int partition, int sequence, String text) implements Serializable {
    String key() {
      return stage + "/" + partition + "/" + sequence;
    }
  }

  /** What was counted and said so far. */
  record Value(long units, List<Line> lines) implements Serializable {
    static final Value ZERO = new Value(0, List.of());

    Value plus(Value other) {
      if (other.lines.isEmpty()) {
        return new Value(units + other.units, lines);
      }
      List<Line> all = new ArrayList<>(lines);
      all.addAll(other.lines);
      return new Value(units + other.units, List.copyOf(all));
    }
  }

  private Value value = Value.ZERO;

  /**
   * Spark shows an accumulator to the heartbeat thread before its fields are read in: null is zero.
   */
  private Value current() {
    return value == null ? Value.ZERO : value;
  }

  @Override
  public synchronized boolean isZero() {
    return current().units() == 0 && current().lines().isEmpty();
  }

  @Override
  public synchronized AccumulatorV2<Value, Value> copy() {
    ProgressAccumulator copy = new ProgressAccumulator();
    copy.value = current();
    return copy;
  }

  @Override
  public synchronized void reset() {
    value = Value.ZERO;
  }

  @Override
  public synchronized void add(Value more) {
    value = current().plus(more);
  }

  @Override
  public void merge(AccumulatorV2<Value, Value> other) {
    add(other.value());
  }

  @Override
  public synchronized Value value() {
    return current();
  }

  synchronized void say(String text) {
    TaskContext task = TaskContext.get();
    int stage = task == null ? -1 : task.stageId();
    int partition = task == null ? -1 : task.partitionId();
    // Lines of earlier tasks are merged into the driver's value; own lines are those that count.
    long own = current().lines().stream().filter(l -> l.stage() == stage).count();
    add(new Value(0, List.of(new Line(stage, partition, (int) own, text))));
  }
}
