package io.millrace.model.layers;

import io.millrace.artifacts.options.Doc;

/** All values of an example in one row, row-major. */
@Doc("All values of an example in one row.")
public record Flatten() implements Layer {
  @Override
  public DataShape output(DataShape input) {
    return DataShape.of(input.size());
  }
}
