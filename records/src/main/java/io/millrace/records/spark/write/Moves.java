package io.millrace.records.spark.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Renames of files, several at a time, which can be undone. Belongs to one thread. */
final class Moves {
  /** One file's way. */
  record Move(Path from, Path to) {
    Move back() {
      return new Move(to, from);
    }
  }

  private static final int MAX_THREADS = 16;

  private final FileSystem fileSystem;
  private final Deque<List<Move>> started = new ArrayDeque<>();

  Moves(FileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  /**
   * Moves files into folders, which are made where they are missing.
   *
   * @throws IOException if one failed; the others may have moved, {@link #undo} brings all back
   */
  void run(List<Move> moves) throws IOException {
    started.push(moves);
    Set<Path> folders = new LinkedHashSet<>();
    moves.forEach(move -> folders.add(move.to().getParent()));
    for (Path folder : folders) {
      Folders.make(fileSystem, folder);
    }
    inParallel(moves, this::move);
  }

  /** Brings back what moved, the last first. */
  void undo() throws IOException {
    while (!started.isEmpty()) {
      List<Move> back = started.peek().stream().map(Move::back).toList();
      List<Move> moved = new ArrayList<>();
      for (Move move : back) {
        if (fileSystem.exists(move.from()) && !fileSystem.exists(move.to())) {
          moved.add(move);
        }
      }
      inParallel(moved, this::move);
      started.pop();
    }
  }

  private void move(Move move) throws IOException {
    // Some file systems would replace the target.
    if (fileSystem.exists(move.to())) {
      throw new IOException(
          move.to() + " exists (expected: a new file); another job writes into the same folder");
    }
    if (!fileSystem.rename(move.from(), move.to())) {
      throw new IOException("could not rename " + move.from() + " to " + move.to());
    }
  }

  private interface Step {
    void apply(Move move) throws IOException;
  }

  private static void inParallel(List<Move> moves, Step step) throws IOException {
    if (moves.isEmpty()) {
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(MAX_THREADS, moves.size()));
    try {
      List<Future<?>> running = new ArrayList<>(moves.size());
      for (Move move : moves) {
        running.add(
            threads.submit(
                () -> {
                  step.apply(move);
                  return null;
                }));
      }
      await(running);
    } finally {
      threads.shutdown();
    }
  }

  /** Waits for all, so that nothing moves any more when one has failed. */
  private static void await(List<Future<?>> running) throws IOException {
    Throwable failure = null;
    boolean interrupted = false;
    for (Future<?> future : running) {
      boolean done = false;
      while (!done) {
        try {
          future.get();
          done = true;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          done = true;
          if (failure == null) {
            failure = e.getCause();
          } else {
            failure.addSuppressed(e.getCause());
          }
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof UncheckedIOException unchecked) {
      throw unchecked.getCause();
    }
    if (failure != null) {
      throw new IOException("could not rename files", failure);
    }
  }
}
