package io.millrace.transforms.statistics.sketch;

import java.math.BigInteger;

/**
 * Count, mean and deviation of finite numbers. The sums are exact ({@link ExactSum}): results do
 * not depend on order or merging, and are the doubles nearest to the truth (but for results below
 * 2^-1022, which may be one unit off). Not thread-safe.
 */
public final class Moments {
  private static final int QUOTIENT_BITS = 66;
  private static final int ROOT_BITS = 140;
  private static final int FLOAT_BIAS = 150;
  private static final int DOUBLE_BIAS = 1075;
  private static final long LOW_24 = 0xFFFFFFL;
  private static final long LOW_27 = 0x7FFFFFFL;
  private static final long LOW_32 = 0xFFFFFFFFL;

  private long count;
  private ExactSum sum = new ExactSum();
  private ExactSum squares = new ExactSum();

  /** Adds an integer. */
  public void add(long value) {
    count++;
    if (value == (int) value) {
      long magnitude = Math.abs(value);
      boolean negative = value < 0;
      if (magnitude <= LOW_24) {
        sum.add24((int) value, 0);
      } else {
        sum.add(magnitude, 0, negative);
      }
      squares.add(magnitude * magnitude, 0, false);
      return;
    }
    // The magnitude of the smallest long does not fit one; two halves always do.
    long high = value >> 32;
    long low = value & LOW_32;
    sum.add(Math.abs(high), 32, high < 0);
    sum.add(low, 0, false);
    long squareHigh = Math.multiplyHigh(value, value);
    long squareLow = value * value;
    squares.add(squareLow & LOW_32, 0, false);
    squares.add(squareLow >>> 32, 32, false);
    squares.add(squareHigh, 64, false);
  }

  /** Adds a finite number. */
  public void add(float value) {
    count++;
    int bits = Float.floatToRawIntBits(value);
    int exponent = bits >>> 23 & 0xFF;
    int mantissa = bits & 0x7FFFFF;
    if (exponent == 0) {
      exponent = 1;
    } else {
      mantissa |= 0x800000;
    }
    if (mantissa == 0) {
      return;
    }
    exponent -= FLOAT_BIAS;
    sum.add24(bits < 0 ? -mantissa : mantissa, exponent);
    long square = (long) mantissa * mantissa;
    squares.add24((int) (square & LOW_24), 2 * exponent);
    squares.add24((int) (square >>> 24), 2 * exponent + 24);
  }

  /** Adds a finite number. */
  public void add(double value) {
    float narrow = (float) value;
    if (narrow == value) {
      add(narrow);
      return;
    }
    count++;
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> 52 & 0x7FF);
    long mantissa = bits & 0xFFFFFFFFFFFFFL;
    if (exponent == 0) {
      exponent = 1;
    } else {
      mantissa |= 1L << 52;
    }
    exponent -= DOUBLE_BIAS;
    sum.add(mantissa, exponent, bits < 0);
    long high = mantissa >>> 27;
    long low = mantissa & LOW_27;
    squares.add(high * high, 2 * exponent + 54, false);
    squares.add(2 * high * low, 2 * exponent + 27, false);
    squares.add(low * low, 2 * exponent, false);
  }

  /** Adds all that another one holds; the other is not changed. */
  public void merge(Moments other) {
    count += other.count;
    sum.merge(other.sum);
    squares.merge(other.squares);
  }

  /** How many numbers were added. */
  public long count() {
    return count;
  }

  /** The mean; 0 without values, as in TFDV. */
  public double mean() {
    return count == 0 ? 0 : quotient(sum.scaled(), BigInteger.valueOf(count), sum.exponent());
  }

  /** The sum; infinite where a double cannot hold it. */
  public double sum() {
    return quotient(sum.scaled(), BigInteger.ONE, sum.exponent());
  }

  /** Of the population (divided by n, as in TFDV); 0 without values. */
  public double standardDeviation() {
    if (count == 0) {
      return 0;
    }
    // (n * sum of squares - square of the sum) / n^2, all of it exact until the division.
    BigInteger square = sum.scaled().pow(2);
    int exponent = Math.min(2 * sum.exponent(), squares.exponent());
    BigInteger numerator =
        squares
            .scaled()
            .shiftLeft(squares.exponent() - exponent)
            .multiply(BigInteger.valueOf(count))
            .subtract(square.shiftLeft(2 * sum.exponent() - exponent));
    if (numerator.signum() <= 0) {
      return 0;
    }
    int shift = Math.max(0, ROOT_BITS - numerator.bitLength());
    shift += (exponent - shift) & 1;
    BigInteger[] root = numerator.shiftLeft(shift).sqrtAndRemainder();
    BigInteger sticky = root[0].shiftLeft(1).or(BigInteger.valueOf(root[1].signum()));
    return quotient(sticky, BigInteger.valueOf(count), (exponent - shift) / 2 - 1);
  }

  /** {@code numerator / denominator * 2^exponent}, rounded once. */
  private static double quotient(BigInteger numerator, BigInteger denominator, int exponent) {
    int shift = Math.max(0, QUOTIENT_BITS - numerator.bitLength() + denominator.bitLength());
    BigInteger[] parts = numerator.shiftLeft(shift).divideAndRemainder(denominator);
    // What is cut off shows in one more bit, so that halves are not rounded as halves.
    BigInteger sticky = parts[0].shiftLeft(1);
    if (parts[1].signum() != 0) {
      sticky = sticky.add(BigInteger.valueOf(parts[1].signum()));
    }
    int excess = Math.max(0, sticky.bitLength() - 2 * QUOTIENT_BITS);
    if (excess > 0) {
      boolean rest = sticky.abs().getLowestSetBit() < excess;
      boolean negative = sticky.signum() < 0;
      BigInteger magnitude = sticky.abs().shiftRight(excess);
      magnitude = rest ? magnitude.setBit(0) : magnitude;
      sticky = negative ? magnitude.negate() : magnitude;
    }
    return Math.scalb(sticky.doubleValue(), exponent - shift - 1 + excess);
  }

  /** Writes the state. */
  public void write(StateOutput out) {
    out.writeVarint(count);
    sum.write(out);
    squares.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static Moments read(StateInput in) {
    Moments moments = new Moments();
    moments.count = in.readVarint();
    moments.sum = ExactSum.read(in);
    moments.squares = ExactSum.read(in);
    return moments;
  }
}
