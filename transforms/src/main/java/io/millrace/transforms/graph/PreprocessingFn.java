package io.millrace.transforms.graph;

import java.util.Map;
import org.tensorflow.Operand;

/**
 * Preprocessing as code over TensorFlow ops. It is called on the driver to build a graph, once more
 * after each full pass, and has to make the same calls each time; it never sees data.
 * Implementations need a public constructor without arguments.
 *
 * <pre>{@code
 * public final class Taxi implements PreprocessingFn {
 *   public Map<String, Operand<?>> apply(TransformContext tft, Map<String, Operand<?>> inputs) {
 *     return Map.of("fare", tft.scaleToZScore(inputs.get("fare")));
 *   }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface PreprocessingFn {
  /**
   * Builds the graph of one batch.
   *
   * @param inputs the raw features of fixed length by name, each [batch, ...] of int64, float32 or
   *     string
   * @return the transformed features by name, each [batch, ...] with known sizes, of int64, float32
   *     or string
   */
  Map<String, Operand<?>> apply(TransformContext tft, Map<String, Operand<?>> inputs);
}
