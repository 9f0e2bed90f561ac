package io.millrace.jobs.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;

/**
 * Ctrl-C: asks the running component to end, and keeps the process alive until what it staged is
 * deleted and recorded.
 */
public final class Cancellation {
  private static final long PATIENCE_SECONDS = 20;

  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean requested;
  private volatile SparkContext spark;
  private volatile Thread worker;

  /** Whether somebody has asked to stop. */
  public boolean requested() {
    return requested;
  }

  /** Tells what to stop: the jobs of this context, and the calling thread. */
  public void watch(SparkContext context) {
    spark = context;
    worker = Thread.currentThread();
  }

  /** Asks to stop; returns at once. */
  public void request() {
    requested = true;
    SparkContext context = spark;
    if (context != null && !context.isStopped()) {
      context.cancelAllJobs();
    }
    Thread thread = worker;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Says that all is tidied up. */
  public void end() {
    ended.countDown();
  }

  /** A hook for the end of the JVM that asks to stop and waits until all is tidied up. */
  public Thread shutdownHook() {
    return new Thread(
        () -> {
          request();
          try {
            if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
              System.err.println("Not all that was staged could be deleted in time.");
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        "millrace-stop");
  }
}
