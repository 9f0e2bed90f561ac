package io.millrace.jobs.progress;

import io.millrace.transforms.component.Progress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * The progress of one component on a console. What running tasks count arrives with the heartbeats
 * of the executors, what finished ones counted by the accumulator itself; each line that a task
 * says is shown once. Close it when the component has ended.
 */
public final class ConsoleProgress implements Progress, AutoCloseable {
  private static final long PLAIN_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  private final Console console;
  private final String component;
  private final SparkContext spark;
  private final LongSupplier nanoClock;
  private final Listener listener = new Listener();
  private ActiveStage active;

  /**
   * The progress of a component.
   *
   * @param nanoClock {@code System::nanoTime}, or a clock of a test
   */
  public ConsoleProgress(
      Console console, String component, SparkContext spark, LongSupplier nanoClock) {
    this.console = console;
    this.component = component;
    this.spark = spark;
    this.nanoClock = nanoClock;
    spark.addSparkListener(listener);
  }

  @Override
  public synchronized Stage stage(String name, long total, String unit) {
    if (active != null) {
      active.close();
    }
    ProgressAccumulator accumulator = new ProgressAccumulator();
    spark.register(accumulator, "millrace: " + name);
    active = new ActiveStage(name, total, unit, accumulator);
    refresh();
    return active;
  }

  /** Draws what has changed; called a few times a second. */
  public synchronized void refresh() {
    if (active != null) {
      active.refresh();
    }
  }

  @Override
  public synchronized void close() {
    if (active != null) {
      active.close();
    }
    spark.removeSparkListener(listener);
  }

  private final class ActiveStage implements Stage {
    private final String name;
    private final long total;
    private final String unit;
    private final ProgressAccumulator accumulator;
    private final long start = nanoClock.getAsLong();
    private final Map<Long, ProgressAccumulator.Value> running = new HashMap<>();
    private final Set<String> shown = new HashSet<>();
    private long lastPlainLine = start;
    private long most;

    ActiveStage(String name, long total, String unit, ProgressAccumulator accumulator) {
      this.name = name;
      this.total = total;
      this.unit = unit;
      this.accumulator = accumulator;
    }

    @Override
    public TaskCounter taskCounter() {
      return new AccumulatorCounter(accumulator);
    }

    @Override
    public void advance(long units) {
      accumulator.add(new ProgressAccumulator.Value(units, List.of()));
    }

    @Override
    public void close() {
      synchronized (ConsoleProgress.this) {
        if (active != this) {
          return;
        }
        active = null;
        running.clear();
        say(accumulator.value());
        console.clear();
        most = Math.max(most, accumulator.value().units());
        console.line(view().end());
      }
    }

    private void refresh() {
      ProgressAccumulator.Value done = accumulator.value();
      say(done);
      long units = done.units();
      for (ProgressAccumulator.Value value : running.values()) {
        say(value);
        units += value.units();
      }
      // A task that ends is for a moment in both sums.
      most = Math.max(most, total > 0 ? Math.min(units, total) : units);
      if (console.terminal()) {
        console.bar(view().bar(console.width()));
      } else if (nanoClock.getAsLong() - lastPlainLine >= PLAIN_INTERVAL_NANOS) {
        lastPlainLine = nanoClock.getAsLong();
        console.line(view().line());
      }
    }

    private void say(ProgressAccumulator.Value value) {
      for (ProgressAccumulator.Line line : value.lines()) {
        if (shown.add(line.key())) {
          console.line(component + ": " + line.text());
        }
      }
    }

    private StageView view() {
      Duration elapsed = Duration.ofNanos(nanoClock.getAsLong() - start);
      return new StageView(component, name, most, total, unit, elapsed);
    }
  }

  private final class Listener extends SparkListener {
    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
      var tasks = update.accumUpdates().iterator();
      while (tasks.hasNext()) {
        var task = tasks.next();
        long taskId = (Long) task._1();
        var infos = task._4().iterator();
        while (infos.hasNext()) {
          running(taskId, infos.next());
        }
      }
    }

    private void running(long taskId, AccumulableInfo info) {
      synchronized (ConsoleProgress.this) {
        boolean ours =
            active != null && info.id() == active.accumulator.id() && info.update().isDefined();
        if (ours && info.update().get() instanceof ProgressAccumulator.Value value) {
          active.running.put(taskId, value);
        }
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      synchronized (ConsoleProgress.this) {
        if (active != null) {
          active.running.remove(end.taskInfo().taskId());
        }
      }
    }
  }

  private static final class AccumulatorCounter implements TaskCounter {
    private static final long serialVersionUID = 1L;

    private final ProgressAccumulator accumulator;

    AccumulatorCounter(ProgressAccumulator accumulator) {
      this.accumulator = accumulator;
    }

    @Override
    public void add(long units) {
      accumulator.add(new ProgressAccumulator.Value(units, List.of()));
    }

    @Override
    public void say(String line) {
      accumulator.say(line);
    }
  }
}
