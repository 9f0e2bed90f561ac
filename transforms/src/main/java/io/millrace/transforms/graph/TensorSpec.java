package io.millrace.transforms.graph;

import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * A dense input or output of a transform graph.
 *
 * @param name the feature's name
 * @param tensor the tensor in the graph, such as {@code inputs/image:0}
 * @param dtype one of int64, float32 and string
 * @param exampleShape the shape of one example's value, all sizes known; scalar for a tensor of
 *     shape [batch]
 */
public record TensorSpec(String name, String tensor, DataType dtype, Shape exampleShape) {
  /** The shape of the tensor: the batch first, which is {@link Shape#UNKNOWN_SIZE}. */
  public Shape shape() {
    return exampleShape.prepend(Shape.UNKNOWN_SIZE);
  }
}
