package io.millrace.transforms.statistics.image;

import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;

/**
 * Mean and standard deviation of each channel over all pixels of all images together, a large image
 * thus counting more than a small one; of the population, and with bytes scaled from 0..255 to
 * 0..1, as one normalises inputs of networks by them. Channels are {@code grey} of images with one
 * or two, {@code red}, {@code green} and {@code blue} of those with more, and {@code alpha};
 * colours count as they are stored, whatever the alpha. The sums are exact.
 */
final class PixelSums {
  /** The channels, in the order of the output. */
  static final List<String> CHANNELS = List.of("grey", "red", "green", "blue", "alpha");

  private static final int[][] PLACES = {{0}, {0, 4}, {1, 2, 3}, {1, 2, 3, 4}};
  private static final double SCALE = 255;

  private final long[] pixels = new long[CHANNELS.size()];
  private final long[] sums = new long[CHANNELS.size()];
  // A sum of squares of bytes fits 63 bits up to 10^14 pixels.
  private final long[] squares = new long[CHANNELS.size()];

  void add(PixelFigures image) {
    int[] places = PLACES[image.channels() - 1];
    for (int c = 0; c < places.length; c++) {
      pixels[places[c]] += image.pixels();
      sums[places[c]] += image.sums()[c];
      squares[places[c]] += image.squares()[c];
    }
  }

  void merge(PixelSums other) {
    for (int c = 0; c < pixels.length; c++) {
      pixels[c] += other.pixels[c];
      sums[c] += other.sums[c];
      squares[c] += other.squares[c];
    }
  }

  boolean has(int channel) {
    return pixels[channel] > 0;
  }

  double mean(int channel) {
    return sums[channel] / (SCALE * pixels[channel]);
  }

  double standardDeviation(int channel) {
    BigInteger n = BigInteger.valueOf(pixels[channel]);
    BigInteger sum = BigInteger.valueOf(sums[channel]);
    BigInteger squared = BigInteger.valueOf(squares[channel]).multiply(n).subtract(sum.pow(2));
    double root = new BigDecimal(squared).sqrt(MathContext.DECIMAL64).doubleValue();
    return root / (SCALE * pixels[channel]);
  }

  void write(StateOutput out) {
    for (int c = 0; c < pixels.length; c++) {
      out.writeVarint(pixels[c]);
      out.writeVarint(sums[c]);
      out.writeVarint(squares[c]);
    }
  }

  void read(StateInput in) {
    for (int c = 0; c < pixels.length; c++) {
      pixels[c] = in.readVarint();
      sums[c] = in.readVarint();
      squares[c] = in.readVarint();
    }
  }
}
