package io.millrace.model.layers;

import io.millrace.artifacts.options.Doc;

/** The mean of each channel over the whole image. */
@Doc("The mean of each channel over the whole image.")
public record GlobalAveragePooling2D() implements Layer {
  @Override
  public DataShape output(DataShape input) {
    return DataShape.of(Images.require(input).dim(2));
  }
}
