package io.millrace.records.spark.write;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Jobs in a JVM of their own, whose tasks throw, are killed, or take the JVM with them. */
public final class FaultyJobs {
  static final int TASKS = 4;
  static final int ROWS_OF_TASK = 20_000;

  private FaultyJobs() {}

  /**
   * Runs jobs.
   *
   * @param args where copies of objects go, then for each job what happens and the target folder
   */
  public static void main(String[] args) throws Exception {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master("local[2,4]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.sql.leafNodeDefaultParallelism", TASKS)
            .config("spark.hadoop.fs.fakes3.impl", FakeObjectStore.class.getName())
            .config("spark.hadoop.fs.fakegs.impl", FakeObjectStore.WithoutAbort.class.getName());
    try (SparkSession session = builder.getOrCreate()) {
      for (int i = 1; i < args.length; i += 2) {
        run(session, args[i], args[i + 1]);
      }
      for (Map.Entry<String, byte[]> object : FakeObjectStore.OBJECTS.entrySet()) {
        Path copy = Path.of(args[0] + object.getKey());
        Files.createDirectories(copy.getParent());
        Files.write(copy, object.getValue());
      }
    }
  }

  private static void run(SparkSession session, String fault, String root) {
    Killer killer = new Killer(session.sparkContext());
    if (fault.equals("kill")) {
      session.sparkContext().addSparkListener(killer);
    }
    try {
      rows(session, fault)
          .toDF("id")
          .selectExpr("id", "id % 3 as p")
          .write()
          .format("tfrecord")
          .partitionBy(fault.equals("throw") ? new String[] {"p"} : new String[0])
          .option("commit", root.startsWith("fake") ? "direct" : "rename")
          .mode(SaveMode.Overwrite)
          .save(root);
      if (fault.equals("fail")) {
        throw new AssertionError("the job of " + root + " did not fail");
      }
    } catch (Exception e) {
      if (!fault.equals("fail")) {
        throw e;
      }
    } finally {
      session.sparkContext().removeSparkListener(killer);
    }
  }

  private static Dataset<Long> rows(SparkSession session, String fault) {
    return session
        .range(0, (long) TASKS * ROWS_OF_TASK, 1, TASKS)
        .map(
            (MapFunction<Long, Long>)
                id -> {
                  cause(fault, id % ROWS_OF_TASK);
                  return id;
                },
            Encoders.LONG());
  }

  private static void cause(String fault, long row) throws InterruptedException {
    TaskContext task = TaskContext.get();
    boolean late = row == ROWS_OF_TASK - 10;
    boolean first = task.attemptNumber() == 0;
    switch (fault) {
      case "throw" -> {
        if (late && first) {
          throw new IllegalStateException("the first attempt fails");
        }
      }
      case "fail" -> {
        if (late && task.partitionId() == TASKS - 1) {
          throw new IllegalStateException("all attempts fail");
        }
      }
      case "kill" -> {
        if (late && first) {
          Thread.sleep(60_000);
        }
      }
      case "halt" -> {
        if (late && task.partitionId() == TASKS - 1) {
          Runtime.getRuntime().halt(99);
        }
      }
      default -> {}
    }
  }

  /** Kills each first attempt. */
  private static final class Killer extends SparkListener {
    private final SparkContext context;
    private final Set<Long> killed = ConcurrentHashMap.newKeySet();

    Killer(SparkContext context) {
      this.context = context;
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      long task = start.taskInfo().taskId();
      if (start.taskInfo().attemptNumber() == 0 && killed.add(task)) {
        Thread killer =
            new Thread(
                () -> {
                  try {
                    Thread.sleep(2000);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  context.killTaskAttempt(task, true, "a test");
                });
        killer.setDaemon(true);
        killer.start();
      }
    }
  }
}
