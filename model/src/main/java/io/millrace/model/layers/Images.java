package io.millrace.model.layers;

/** Shape rules of layers that slide a window over an image. */
final class Images {
  private Images() {}

  static DataShape require(DataShape input) {
    if (input.rank() != 3) {
      throw new ShapeException(
          input,
          "[height, width, channels]; "
              + (input.rank() == 1
                  ? "put a Reshape before it, or this layer before the Flatten"
                  : "put a Reshape before it"));
    }
    return input;
  }

  static DataShape slide(
      DataShape input, Size window, Size strides, Padding padding, int channels) {
    require(input);
    int height = padding.output(input.dim(0), window.height(), strides.height());
    int width = padding.output(input.dim(1), window.columns(), strides.columns());
    if (height < 1 || width < 1) {
      throw new ShapeException(
          input,
          "at least "
              + window.height()
              + " x "
              + window.columns()
              + " pixels for the window; use padding: same, a smaller window or fewer pooling"
              + " layers");
    }
    return DataShape.of(height, width, channels);
  }
}
