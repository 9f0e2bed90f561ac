package io.millrace.transforms.statistics.sketch;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The sum of binary numbers without any rounding, so that neither the order of the numbers nor that
 * of merging shows (Kulisch's accumulator, in digits of 32 bits whose carries wait). A number is
 * {@code mantissa * 2^exponent}. Memory: eight bytes for each 32 bits between the smallest and the
 * largest bit seen. Not thread-safe.
 */
final class ExactSum {
  private static final int DIGIT_BITS = 32;
  private static final long DIGIT = 0xFFFFFFFFL;
  private static final long LOW_24 = 0xFFFFFFL;

  /** A digit takes 2^6 parts below 2^56 on top of a settled one. */
  private static final int MAX_PENDING = 64;

  // digits[i] has the weight 2^(32 * (low + i)); its value may exceed 32 bits, and be negative.
  private long[] digits = new long[2];
  private int low;
  private int pending;
  private boolean empty = true;

  /** Adds a mantissa below 2^24 in magnitude. */
  void add24(int mantissa, int exponent) {
    int digit = exponent >> 5;
    int index = digit - low;
    if (empty || index < 0 || index >= digits.length - 1) {
      index = makeRoom(digit);
    }
    digits[index] += (long) mantissa << (exponent & 31);
    if (++pending == MAX_PENDING) {
      settle();
    }
  }

  /** Adds a magnitude of up to 63 bits with a sign. */
  void add(long magnitude, int exponent, boolean negative) {
    long rest = magnitude;
    for (int at = exponent; rest != 0; rest >>>= 24, at += 24) {
      int part = (int) (rest & LOW_24);
      add24(negative ? -part : part, at);
    }
  }

  void merge(ExactSum other) {
    if (other.empty) {
      return;
    }
    other.settle();
    makeRoom(other.low);
    makeRoom(other.low + other.digits.length - 1);
    settle();
    for (int i = 0; i < other.digits.length; i++) {
      digits[other.low + i - low] += other.digits[i];
    }
    settle();
  }

  /** The sum divided by {@code 2^exponent()}. */
  BigInteger scaled() {
    settle();
    BigInteger sum = BigInteger.ZERO;
    for (int i = digits.length - 1; i >= 0; i--) {
      sum = sum.shiftLeft(DIGIT_BITS).add(BigInteger.valueOf(digits[i]));
    }
    return sum;
  }

  /** The weight of the lowest bit of {@link #scaled}, as a power of two. */
  int exponent() {
    return low * DIGIT_BITS;
  }

  void write(StateOutput out) {
    settle();
    int first = 0;
    int end = digits.length;
    while (first < end && digits[first] == 0) {
      first++;
    }
    while (end > first && digits[end - 1] == 0) {
      end--;
    }
    out.writeVarint(end - first);
    out.writeSigned(low + first);
    for (int i = first; i < end; i++) {
      out.writeSigned(digits[i]);
    }
  }

  static ExactSum read(StateInput in) {
    ExactSum sum = new ExactSum();
    int count = in.readCount(1);
    sum.low = (int) in.readSigned();
    if (count > 0) {
      sum.empty = false;
      sum.digits = new long[count + 1];
      for (int i = 0; i < count; i++) {
        sum.digits[i] = in.readSigned();
      }
    }
    return sum;
  }

  /** Makes sure that a digit and the one above it exist. */
  private int makeRoom(int digit) {
    if (empty) {
      low = digit;
      empty = false;
    }
    int newLow = Math.min(low, digit);
    int newEnd = Math.max(low + digits.length, digit + 2);
    if (newLow < low || newEnd > low + digits.length) {
      long[] grown = new long[newEnd - newLow];
      System.arraycopy(digits, 0, grown, low - newLow, digits.length);
      digits = grown;
      low = newLow;
    }
    return digit - low;
  }

  /** Carries what exceeds a digit; only the highest keeps a sign. */
  private void settle() {
    pending = 0;
    int last = digits.length - 1;
    for (int i = 0; i < last; i++) {
      digits[i + 1] += digits[i] >> DIGIT_BITS;
      digits[i] &= DIGIT;
    }
    if (digits[last] != (int) digits[last]) {
      digits = Arrays.copyOf(digits, digits.length + 1);
      digits[last + 1] = digits[last] >> DIGIT_BITS;
      digits[last] &= DIGIT;
    }
  }
}
