package io.millrace.transforms.schema;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.IntDomain;

/** Compares integers, or strings of them, with an int domain, and widens it. */
final class IntChecks {
  private static final String OUT_OF_RANGE = "Out-of-range values";
  private static final double LIMIT = 0x1p63;

  private final Feature.Builder feature;
  private final IntDomain.Builder domain;
  private final FeatureView view;
  private final Reasons reasons;
  private long min = Long.MAX_VALUE;
  private long max = Long.MIN_VALUE;

  /**
   * Checks of a feature.
   *
   * @param domain in the feature, or one of the schema that it refers to
   */
  IntChecks(Feature.Builder feature, IntDomain.Builder domain, FeatureView view, Reasons reasons) {
    this.feature = feature;
    this.domain = domain;
    this.view = view;
    this.reasons = reasons;
  }

  void run() {
    if (view.statisticsType() == FeatureNameStatistics.Type.INT && view.hasNumbers()) {
      if (isTooWide()) {
        return;
      }
      min = (long) view.numbers().getMin();
      max = (long) view.numbers().getMax();
    } else if (!readStrings()) {
      return;
    }
    String found = min + " to " + max;
    if (domain.hasMin() && min < domain.getMin()) {
      reasons.add(
          Type.INT_TYPE_SMALL_INT,
          OUT_OF_RANGE,
          "Unexpectedly small value: " + min + ".",
          Found.of(found, "at least " + domain.getMin()));
      domain.setMin(min);
    }
    if (domain.hasMax() && max > domain.getMax()) {
      reasons.add(
          Type.INT_TYPE_BIG_INT,
          OUT_OF_RANGE,
          "Unexpectedly large value: " + max + ".",
          Found.of(found, "at most " + domain.getMax()));
      domain.setMax(max);
    }
  }

  /** Statistics of others may hold numbers that no int64 is. */
  private boolean isTooWide() {
    double low = view.numbers().getMin();
    double high = view.numbers().getMax();
    boolean wide = low < -LIMIT || high > LIMIT;
    if (wide && (domain.hasMin() || domain.hasMax())) {
      feature.clearDomainInfo();
      reasons.add(
          Type.DOMAIN_INVALID_FOR_TYPE,
          "Invalid values",
          "Integer had values that were not valid Int64, such as \""
              + String.format(java.util.Locale.ROOT, "%.6f", low < -LIMIT ? low : high)
              + "\".");
    }
    return wide;
  }

  private boolean readStrings() {
    Map<String, Double> others = new TreeMap<>(ByteOrder.INSTANCE);
    for (Map.Entry<String, Double> value : view.strings().entrySet()) {
      OptionalLong parsed = Numbers.parseLong(value.getKey());
      if (parsed.isEmpty()) {
        others.put(value.getKey(), value.getValue());
      } else {
        min = Math.min(min, parsed.getAsLong());
        max = Math.max(max, parsed.getAsLong());
      }
    }
    if (!others.isEmpty()) {
      feature.clearDomainInfo();
      double count = others.values().stream().mapToDouble(Double::doubleValue).sum();
      reasons.add(
          Type.INT_TYPE_NOT_INT_STRING,
          "Invalid values",
          "String values that were not ints were found, such as \""
              + others.keySet().iterator().next()
              + "\".",
          Found.of(
              Found.share(count, view.values(), "values") + ": " + Found.samples(others),
              "whole numbers"));
    }
    return others.isEmpty();
  }
}
