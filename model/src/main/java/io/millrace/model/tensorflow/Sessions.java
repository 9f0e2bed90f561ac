package io.millrace.model.tensorflow;

import io.millrace.artifacts.MillraceException;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/** Session settings and the check that the native library is there. */
public final class Sessions {
  private Sessions() {}

  /**
   * Settings for this many threads.
   *
   * @param threads threads of a single operation, and of operations side by side; 0 for one per
   *     core. With 1 everything runs in one thread, and equal input gives equal bits
   */
  public static ConfigProto config(int threads) {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(threads)
            .setAllowSoftPlacement(true)
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
    return config.build();
  }

  /** Opens a session on a graph; the caller closes it, before the graph. */
  public static Session open(Graph graph, int threads) {
    return new Session(graph, config(threads));
  }

  /**
   * Loads the native library.
   *
   * @throws MillraceException (environment) if it is not on the class path or does not fit the
   *     machine
   */
  public static void requireNativeLibrary() {
    try {
      TensorFlow.version();
    } catch (LinkageError e) {
      throw MillraceException.environment(
          "TensorFlow's native library does not load on this machine: "
              + e
              + " (expected: the jar tensorflow-core-native with the classifier of "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + " on the class path of driver and executors; pass it with --jars)",
          e);
    }
  }
}
