package io.millrace.model.layers;

import io.millrace.artifacts.MillraceException;
import java.util.List;

/**
 * The shape of one example, without the batch: {@code [28, 28, 1]} is an image of height 28, width
 * 28 and one channel.
 */
public record DataShape(List<Integer> dims) {
  public DataShape {
    dims = List.copyOf(dims);
    for (int dim : dims) {
      if (dim < 1) {
        throw MillraceException.usage("shape " + dims + " (expected: sizes >= 1)");
      }
    }
  }

  /** A shape of these sizes. */
  public static DataShape of(Integer... dims) {
    return new DataShape(List.of(dims));
  }

  /** The number of dimensions. */
  public int rank() {
    return dims.size();
  }

  /** The size of a dimension; negative positions count from the end. */
  public int dim(int position) {
    return dims.get(position < 0 ? dims.size() + position : position);
  }

  /** The number of values. */
  public int size() {
    return dims.stream().reduce(1, Math::multiplyExact);
  }

  @Override
  public String toString() {
    return dims.toString();
  }
}
