package io.millrace.transforms.image;

/** The pixels of an image that a cell of a coarser grid covers, at least one. */
record Box(int left, int top, int right, int bottom) {
  /** The cell in column {@code x} and row {@code y} of a grid over an image. */
  static Box of(Pixels pixels, int x, int y, int columns, int rows) {
    int left = (int) ((long) x * pixels.width() / columns);
    int top = (int) ((long) y * pixels.height() / rows);
    int right = (int) ((x + 1L) * pixels.width() / columns);
    int bottom = (int) ((y + 1L) * pixels.height() / rows);
    return new Box(left, top, Math.max(left + 1, right), Math.max(top + 1, bottom));
  }

  long pixels() {
    return (long) (right - left) * (bottom - top);
  }

  /** The sum of a channel. */
  long sum(Pixels pixels, int channel) {
    byte[] bytes = pixels.bytes();
    int channels = pixels.channels();
    long sum = 0;
    for (int y = top; y < bottom; y++) {
      int at = (y * pixels.width() + left) * channels + channel;
      for (int x = left; x < right; x++, at += channels) {
        sum += bytes[at] & 0xff;
      }
    }
    return sum;
  }
}
