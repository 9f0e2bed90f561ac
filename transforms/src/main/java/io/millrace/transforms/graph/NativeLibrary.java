package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;
import org.tensorflow.TensorFlow;

/** The check that TensorFlow's native library is there. */
final class NativeLibrary {
  private NativeLibrary() {}

  /**
   * Loads it, unless it is loaded.
   *
   * @throws MillraceException (environment) if it is not on the class path or does not fit the
   *     machine
   */
  static void require() {
    try {
      TensorFlow.version();
    } catch (LinkageError e) {
      throw missing(e);
    }
  }

  static MillraceException missing(LinkageError e) {
    return MillraceException.environment(
        "TensorFlow's native library does not load on this machine: found %s (expected: the jar tensorflow-core-native with the classifier of %s %s on the class path of driver and executors); pass it with --jars"
            .formatted(e, System.getProperty("os.name"), System.getProperty("os.arch")),
        e);
  }
}
