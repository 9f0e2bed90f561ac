package io.millrace.model.layers;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Doc;
import java.util.ArrayList;
import java.util.List;

/**
 * The same values in another shape.
 *
 * @param targetShape sizes without the batch; one of them may be -1, what remains
 */
@Doc("The same values in another shape.")
public record Reshape(
    @Doc("Sizes without the batch; one may be -1, what remains.") List<Integer> targetShape)
    implements Layer {
  public Reshape {
    targetShape = List.copyOf(targetShape);
    long open = targetShape.stream().filter(size -> size == -1).count();
    if (open > 1 || targetShape.stream().anyMatch(size -> size < 1 && size != -1)) {
      throw MillraceException.usage(
          "target_shape: " + targetShape + " (expected: sizes >= 1, at most one -1)");
    }
  }

  @Override
  public DataShape output(DataShape input) {
    int known = 1;
    for (int size : targetShape) {
      known = size == -1 ? known : Math.multiplyExact(known, size);
    }
    boolean open = targetShape.contains(-1);
    if (open ? input.size() % known != 0 : input.size() != known) {
      throw new ShapeException(
          input, (open ? "a multiple of " : "") + known + " values for " + targetShape);
    }
    List<Integer> dims = new ArrayList<>();
    for (int size : targetShape) {
      dims.add(size == -1 ? input.size() / known : size);
    }
    return new DataShape(dims);
  }
}
