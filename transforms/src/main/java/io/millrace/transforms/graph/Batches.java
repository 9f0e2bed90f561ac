package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Result;

/** Runs a graph over the batches of a file. */
final class Batches {
  /** A batch of large examples is cut here, so that memory stays bounded. */
  private static final long MAX_BYTES = 32L << 20;

  private Batches() {}

  /** Takes what the graph gives for one batch; the tensors are closed afterwards. */
  @FunctionalInterface
  interface Consumer {
    /** Takes the results for this many examples. */
    void accept(Result results, int examples) throws IOException;
  }

  /**
   * Reads a file in batches; how the examples fall into batches changes no result.
   *
   * @return the records read
   */
  static long run(
      Storage storage,
      ExampleFile file,
      BatchGraph graph,
      int batchSize,
      Progress.TaskCounter counter,
      Consumer consumer)
      throws IOException {
    long records = 0;
    try (ExamplesReader reader = ExamplesReader.open(storage, file);
        BatchSession session = BatchSession.open(graph)) {
      List<byte[]> batch = new ArrayList<>();
      long bytes = 0;
      boolean more = true;
      while (more) {
        more = reader.next();
        if (more) {
          batch.add(reader.record());
          bytes += reader.length();
        }
        boolean full = batch.size() == batchSize || bytes >= MAX_BYTES;
        if (full || (!more && !batch.isEmpty())) {
          try (Result results = run(session, file, records, batch)) {
            consumer.accept(results, batch.size());
          }
          records += batch.size();
          counter.add(batch.size());
          batch.clear();
          bytes = 0;
        }
      }
    }
    return records;
  }

  private static Result run(
      BatchSession session, ExampleFile file, long first, List<byte[]> batch) {
    try {
      return session.run(batch);
    } catch (MillraceException e) {
      throw e;
    } catch (LinkageError e) {
      throw NativeLibrary.missing(e);
    } catch (RuntimeException e) {
      throw MillraceException.data(
          "%s: records %,d to %,d: the transform graph refuses them: %s (expected: examples as schema.pbtxt says)"
              .formatted(file.uri(), first, first + batch.size() - 1, reason(e)),
          e);
    }
  }

  /** What TensorFlow's message says of the feature, without the names of nodes below it. */
  private static String reason(RuntimeException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.lines().findFirst().orElse("").replace("Name: <unknown>, ", "").trim();
  }
}
