package io.millrace.transforms.graph;

import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * A dense input or output of a transform graph.
 *
 * @param name the feature's name
 * @param tensor the tensor in the graph, such as {@code inputs/image:0}
 * @param dtype one of int64, float32 and string
 * @param shape with the batch first, which is {@link Shape#UNKNOWN_SIZE}; the rest is known
 */
public record TensorSpec(String name, String tensor, DataType dtype, Shape shape) {
  /** The shape of one example's value; scalar for one of shape [batch]. */
  public Shape exampleShape() {
    return shape.tail();
  }
}
