package io.millrace.artifacts.metadata;

import io.millrace.artifacts.MillraceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One connection, used by one thread at a time. A transaction that meets another writer is rolled
 * back and run again until the patience ends, so its work must have no effect outside the database.
 */
final class Database implements AutoCloseable {
  private static final int MAX_PAUSE_MILLIS = 500;

  private final String url;
  private final Dialect dialect;
  private final Duration patience;
  private final Connection connection;

  /** Work on a connection; may run more than once. */
  @FunctionalInterface
  interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** An action that may be refused because somebody else is writing. */
  @FunctionalInterface
  private interface Attempt<T> {
    T run() throws SQLException;
  }

  Database(String url, Dialect dialect, Duration patience) {
    this.url = url;
    this.dialect = dialect;
    this.patience = patience;
    this.connection = patiently(() -> dialect.connect(url));
  }

  /** Runs work in a transaction that holds the write lock: all of it is done or nothing. */
  synchronized <T> T write(Work<T> work) {
    return patiently(() -> transaction(work));
  }

  private <T> T transaction(Work<T> work) throws SQLException {
    dialect.begin(connection);
    try {
      T result = work.run(connection);
      dialect.commit(connection);
      return result;
    } catch (SQLException | RuntimeException e) {
      try {
        dialect.rollback(connection);
      } catch (SQLException rollback) {
        e.addSuppressed(rollback);
      }
      throw e;
    }
  }

  /** Runs statements that only read. */
  synchronized <T> T read(Work<T> work) {
    return patiently(() -> work.run(connection));
  }

  private <T> T patiently(Attempt<T> attempt) {
    long deadline = System.nanoTime() + patience.toNanos();
    int pause = 5;
    while (true) {
      try {
        return attempt.run();
      } catch (SQLException e) {
        if (!dialect.isBusy(e)) {
          throw failure(e);
        }
        if (System.nanoTime() - deadline > 0) {
          throw MillraceException.environment(
              "%s: locked by another process for more than %,d s (expected: short transactions); end it and try again"
                  .formatted(url, patience.toSeconds()),
              e);
        }
        sleep(ThreadLocalRandom.current().nextInt(pause) + 1);
        pause = Math.min(2 * pause, MAX_PAUSE_MILLIS);
      }
    }
  }

  private void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw MillraceException.environment(url + ": interrupted while waiting for a lock", e);
    }
  }

  MillraceException failure(SQLException e) {
    return MillraceException.environment(
        url + ": the metadata store failed: " + e.getMessage() + dialect.advice(e), e);
  }

  Dialect dialect() {
    return dialect;
  }

  String url() {
    return url;
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(e);
    }
  }
}
