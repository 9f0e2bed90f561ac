package io.millrace.model.layers;

/** What happens at the border of an image. */
public enum Padding {
  /** The window stays inside. */
  VALID {
    @Override
    int output(int size, int window, int stride) {
      return size < window ? 0 : (size - window) / stride + 1;
    }
  },
  /** Zeros around, so that a stride of 1 keeps the size. */
  SAME {
    @Override
    int output(int size, int window, int stride) {
      return (size + stride - 1) / stride;
    }
  };

  /** Positions of a window along an axis; 0 if it does not fit. */
  abstract int output(int size, int window, int stride);
}
