package io.millrace.transforms.validation;

import java.util.function.DoubleBinaryOperator;

/** Between which bounds a share lies. */
record ShareRange(double lower, double upper) {
  /** Of a share that is known. */
  static ShareRange exact(double share) {
    return new ShareRange(share, share);
  }

  ShareRange times(double factor) {
    return new ShareRange(lower * factor, upper * factor);
  }

  /**
   * The least distance of two shares within their bounds.
   *
   * @param distance 0 for equal shares, and never less where they lie farther apart
   */
  double least(DoubleBinaryOperator distance, ShareRange other) {
    if (lower > other.upper) {
      return distance.applyAsDouble(lower, other.upper);
    }
    return other.lower > upper ? distance.applyAsDouble(upper, other.lower) : 0;
  }

  /** The most that they may have. */
  double most(DoubleBinaryOperator distance, ShareRange other) {
    return Math.max(
        distance.applyAsDouble(upper, other.lower), distance.applyAsDouble(lower, other.upper));
  }
}
