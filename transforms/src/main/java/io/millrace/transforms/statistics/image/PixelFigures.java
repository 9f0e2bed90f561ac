package io.millrace.transforms.statistics.image;

import io.millrace.transforms.image.PerceptualHash;
import io.millrace.transforms.image.Pixels;

/**
 * What is counted of the pixels of one image.
 *
 * @param pixels how many
 * @param sums of each channel, of bytes
 * @param squares likewise, of their squares
 * @param hash {@link PerceptualHash}
 */
@SuppressWarnings("ArrayRecordComponent")
record PixelFigures(long pixels, long[] sums, long[] squares, long hash) {
  private static final double SCALE = 255_000;

  static PixelFigures of(Pixels image) {
    int channels = image.channels();
    long[] sums = new long[channels];
    long[] squares = new long[channels];
    byte[] bytes = image.bytes();
    for (int c = 0; c < channels; c++) {
      long sum = 0;
      long square = 0;
      for (int i = c; i < bytes.length; i += channels) {
        int value = bytes[i] & 0xff;
        sum += value;
        square += value * value;
      }
      sums[c] = sum;
      squares[c] = square;
    }
    long pixels = (long) image.width() * image.height();
    return new PixelFigures(pixels, sums, squares, PerceptualHash.of(image));
  }

  int channels() {
    return sums.length;
  }

  /** The mean luma, {@code 0.299 R + 0.587 G + 0.114 B} (ITU-R BT.601) or grey, from 0 to 1. */
  double brightness() {
    long luma = channels() < 3 ? 1000 * sums[0] : 299 * sums[0] + 587 * sums[1] + 114 * sums[2];
    return luma / (SCALE * pixels);
  }
}
