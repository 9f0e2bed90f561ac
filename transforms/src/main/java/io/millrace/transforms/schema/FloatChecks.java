package io.millrace.transforms.schema;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.FloatDomain;

/** Compares floats, or strings of them, with a float domain, and widens it. */
final class FloatChecks {
  private static final String OUT_OF_RANGE = "Out-of-range values";
  private static final String INVALID = "Invalid values";

  private final Feature.Builder feature;
  private final FloatDomain.Builder domain;
  private final FeatureView view;
  private final Reasons reasons;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double nans;
  private boolean infinite;

  /**
   * Checks of a feature.
   *
   * @param domain in the feature, or one of the schema that it refers to
   */
  FloatChecks(
      Feature.Builder feature, FloatDomain.Builder domain, FeatureView view, Reasons reasons) {
    this.feature = feature;
    this.domain = domain;
    this.view = view;
    this.reasons = reasons;
  }

  void run() {
    if (view.statisticsType() == FeatureNameStatistics.Type.FLOAT && view.hasNumbers()) {
      min = view.numbers().getMin();
      max = view.numbers().getMax();
      nans = view.nanCount();
      infinite = view.hasInfinity();
    } else if (!readStrings()) {
      return;
    }
    checkRange();
    if (domain.getDisallowNan() && nans > 0) {
      domain.setDisallowNan(false);
      reasons.add(
          Type.FLOAT_TYPE_HAS_NAN,
          INVALID,
          "Float feature has NaN values.",
          Found.of(Found.share(nans, view.values(), "values"), "0"));
    }
    if (domain.getDisallowInf() && infinite) {
      domain.setDisallowInf(false);
      reasons.add(
          Type.FLOAT_TYPE_HAS_INF,
          INVALID,
          "Float feature has Inf values.",
          Found.of(range(), "finite numbers"));
    }
  }

  private boolean readStrings() {
    Map<String, Double> others = new TreeMap<>(ByteOrder.INSTANCE);
    for (Map.Entry<String, Double> value : view.strings().entrySet()) {
      OptionalDouble parsed = Numbers.parseDouble(value.getKey());
      if (parsed.isEmpty()) {
        others.put(value.getKey(), value.getValue());
      } else if (Double.isNaN(parsed.getAsDouble())) {
        nans += value.getValue();
      } else {
        infinite |= Double.isInfinite(parsed.getAsDouble());
        min = Math.min(min, parsed.getAsDouble());
        max = Math.max(max, parsed.getAsDouble());
      }
    }
    if (!others.isEmpty()) {
      feature.clearDomainInfo();
      double count = others.values().stream().mapToDouble(Double::doubleValue).sum();
      reasons.add(
          Type.FLOAT_TYPE_STRING_NOT_FLOAT,
          INVALID,
          "String values that were not floats were found, such as \""
              + others.keySet().iterator().next()
              + "\".",
          Found.of(
              Found.share(count, view.values(), "values") + ": " + Found.samples(others),
              "numbers"));
    }
    return others.isEmpty();
  }

  private String range() {
    return Found.number(min) + " to " + Found.number(max);
  }

  private void checkRange() {
    if (domain.hasMin() && min < domain.getMin()) {
      String text = SixDigits.format(min) + "<" + SixDigits.format(domain.getMin());
      reasons.add(
          Type.FLOAT_TYPE_SMALL_FLOAT,
          OUT_OF_RANGE,
          "Unexpectedly low values: " + text + "(upto six significant digits)",
          Found.of(range(), "at least " + Found.number(domain.getMin())));
      domain.setMin((float) min);
    }
    if (domain.hasMax() && max > domain.getMax()) {
      String text = SixDigits.format(max) + ">" + SixDigits.format(domain.getMax());
      reasons.add(
          Type.FLOAT_TYPE_BIG_FLOAT,
          OUT_OF_RANGE,
          "Unexpectedly high value: " + text + "(upto six significant digits)",
          Found.of(range(), "at most " + Found.number(domain.getMax())));
      domain.setMax((float) max);
    }
  }
}
