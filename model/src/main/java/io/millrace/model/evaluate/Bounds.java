package io.millrace.model.evaluate;

import com.google.protobuf.DoubleValue;
import java.math.BigDecimal;
import java.util.Optional;
import org.tensorflow.model_analysis.GenericValueThreshold;
import org.tensorflow.model_analysis.MetricThreshold;

/** Inclusive bounds of a metric; at least one is there. */
record Bounds(Optional<Double> lower, Optional<Double> upper) {

  /** Whether a value keeps the bounds; NaN does not. */
  boolean hold(double value) {
    return value >= lower.orElse(Double.NEGATIVE_INFINITY)
        && value <= upper.orElse(Double.POSITIVE_INFINITY);
  }

  /** {@code >= 0.84}, {@code <= 0.5} or {@code 0.1 to 0.9}. */
  String text() {
    if (lower.isPresent() && upper.isPresent()) {
      return plain(lower.get()) + " to " + plain(upper.get());
    }
    return lower.map(l -> ">= " + plain(l)).orElseGet(() -> "<= " + plain(upper.orElseThrow()));
  }

  private static String plain(double value) {
    return Double.isInfinite(value)
        ? Double.toString(value)
        : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** The message of TensorFlow Model Analysis. */
  MetricThreshold proto() {
    GenericValueThreshold.Builder value = GenericValueThreshold.newBuilder();
    lower.ifPresent(l -> value.setLowerBound(DoubleValue.of(l)));
    upper.ifPresent(u -> value.setUpperBound(DoubleValue.of(u)));
    return MetricThreshold.newBuilder().setValueThreshold(value).build();
  }
}
