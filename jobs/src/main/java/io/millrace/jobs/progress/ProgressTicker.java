package io.millrace.jobs.progress;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Refreshes a progress a few times a second until it is closed. */
public final class ProgressTicker implements AutoCloseable {
  private static final long REFRESH_MILLIS = 250;

  private final ScheduledExecutorService thread;

  /** Starts at once. */
  public ProgressTicker(ConsoleProgress progress) {
    thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread daemon = new Thread(task, "millrace-progress");
              daemon.setDaemon(true);
              return daemon;
            });
    thread.scheduleWithFixedDelay(
        progress::refresh, REFRESH_MILLIS, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
