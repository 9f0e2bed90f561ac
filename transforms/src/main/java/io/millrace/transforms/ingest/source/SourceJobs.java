package io.millrace.transforms.ingest.source;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.StorageException;
import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/** Spark jobs that a source runs on the driver while it prepares. */
public final class SourceJobs {
  private static final int MAX_TASKS = 10_000;

  private SourceJobs() {}

  /**
   * Calls a function for each item in tasks; the results are in the order of the items.
   *
   * @param function goes to tasks, and so do the items: both must be serializable
   */
  public static <T, R> List<R> map(SourceContext context, List<T> items, Function<T, R> function)
      throws IOException {
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(context.spark().sparkContext());
    int tasks = Math.max(1, Math.min(MAX_TASKS, items.size()));
    return explained(() -> spark.parallelize(items, tasks).map(function).collect());
  }

  /**
   * Runs an action of Spark.
   *
   * @throws MillraceException the one that a task threw, else one (environment) that says what
   *     happened
   */
  public static <T> T explained(Action<T> action) throws IOException {
    try {
      return action.run();
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof MillraceException ours) {
          throw ours;
        }
        if (cause instanceof StorageException storageFault) {
          throw MillraceException.environment(storageFault.getMessage(), storageFault);
        }
      }
      throw MillraceException.environment("the Spark job failed: " + e, e);
    }
  }

  /** Something that Spark does. */
  @FunctionalInterface
  public interface Action<T> {
    /** Does it. */
    T run() throws Exception;
  }
}
