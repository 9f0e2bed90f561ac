package io.millrace.transforms.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.artifacts.MillraceException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TString;

/**
 * A session on a {@link BatchGraph}. Tasks of one JVM share one session for equal graphs; a few
 * that nobody uses are kept for the next task. Each belongs to one thread; close it.
 */
final class BatchSession implements AutoCloseable {
  private static final int MAX_IDLE = 2;
  // In the order of their last use.
  private static final Map<String, Shared> SESSIONS = new LinkedHashMap<>();

  private static final class Shared implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Session session;
    private int users;

    Shared(byte[] graphDef) {
      try {
        graph.importGraphDef(GraphDef.parseFrom(graphDef));
        session = new Session(graph, config());
      } catch (InvalidProtocolBufferException | RuntimeException e) {
        graph.close();
        throw MillraceException.internal("TensorFlow refuses the transform graph: " + e, e);
      }
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }

  private final BatchGraph graph;
  private final Shared shared;
  private boolean closed;

  private BatchSession(BatchGraph graph, Shared shared) {
    this.graph = graph;
    this.shared = shared;
  }

  static BatchSession open(BatchGraph graph) {
    NativeLibrary.require();
    synchronized (SESSIONS) {
      Shared shared = SESSIONS.remove(graph.key());
      if (shared == null) {
        shared = new Shared(graph.graphDef());
      }
      SESSIONS.put(graph.key(), shared);
      shared.users++;
      return new BatchSession(graph, shared);
    }
  }

  // Spark's tasks are the parallelism: each runs its ops in its own thread, none on a GPU.
  private static ConfigProto config() {
    return ConfigProto.newBuilder()
        .setInterOpParallelismThreads(-1)
        .putDeviceCount("GPU", 0)
        .build();
  }

  /**
   * Runs the graph over a batch.
   *
   * @return the fetched tensors; the caller closes it
   * @throws RuntimeException TensorFlow's, if the graph refuses the batch
   */
  Result run(List<byte[]> examples) {
    try (TString batch =
        TString.tensorOfBytes(NdArrays.vectorOfObjects(examples.toArray(new byte[0][])))) {
      Session.Runner runner = shared.session.runner().feed(BatchGraph.EXAMPLES, batch);
      graph.fetches().forEach(runner::fetch);
      return runner.run();
    }
  }

  /** Gives the session back; a second call does nothing. */
  @Override
  public void close() {
    synchronized (SESSIONS) {
      if (closed) {
        return;
      }
      closed = true;
      shared.users--;
      long idle = SESSIONS.values().stream().filter(s -> s.users == 0).count();
      Iterator<Shared> oldest = SESSIONS.values().iterator();
      while (idle > MAX_IDLE) {
        Shared candidate = oldest.next();
        if (candidate.users == 0) {
          oldest.remove();
          candidate.close();
          idle--;
        }
      }
    }
  }

  /** Closes all sessions that nobody uses. */
  static void closeIdle() {
    synchronized (SESSIONS) {
      SESSIONS
          .values()
          .removeIf(
              shared -> {
                if (shared.users == 0) {
                  shared.close();
                  return true;
                }
                return false;
              });
    }
  }
}
