package io.millrace.transforms.component;

import java.io.Serializable;

/**
 * Where a component says how far it is. Shown as bars on a terminal and as plain lines elsewhere.
 */
public interface Progress {
  /**
   * Begins a stage; the one before must be closed.
   *
   * @param name what is done, such as {@code "training"}
   * @param total units in all, or -1 if unknown
   * @param unit such as {@code "records"}; empty if nothing is counted
   */
  Stage stage(String name, long total, String unit);

  /** A stage under way; used on the driver, closed there. */
  interface Stage extends AutoCloseable {
    /** A counter to capture in Spark tasks; what tasks add arrives while they run. */
    TaskCounter taskCounter();

    /** Adds units done on the driver. */
    void advance(long units);

    @Override
    void close();
  }

  /** Counts and speaks from inside a Spark task. */
  interface TaskCounter extends Serializable {
    /** Adds units done. Call it once per batch, not per record. */
    void add(long units);

    /** Shows one line, such as {@code "epoch 2/5 loss 0.412 accuracy 0.853"}. */
    void say(String line);
  }

  /** A progress that shows nothing, for tests. */
  static Progress silent() {
    return new SilentProgress();
  }
}
