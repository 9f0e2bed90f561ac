package io.millrace.transforms.schema;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.BoolDomain;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FloatDomain;
import org.tensorflow.metadata.v0.IntDomain;

/** Compares the values of a feature with a bool domain; turns the domain into one that they fit. */
final class BoolChecks {
  private static final String NOT_BOOLEAN = "Non-boolean values";

  private final Feature.Builder feature;
  private final FeatureView view;
  private final Reasons reasons;

  BoolChecks(Feature.Builder feature, FeatureView view, Reasons reasons) {
    this.feature = feature;
    this.view = view;
    this.reasons = reasons;
  }

  void run() {
    switch (view.statisticsType()) {
      case INT:
        if (view.hasStrings()) {
          checkCategories();
        } else {
          checkInt((long) view.numbers().getMin(), (long) view.numbers().getMax());
        }
        break;
      case FLOAT:
        checkFloat(view.numbers().getMin(), view.numbers().getMax());
        break;
      case STRING:
        checkStrings(feature.getBoolDomain());
        break;
      default:
        break;
    }
  }

  /** Integers that were counted as categories; TFDV takes them for zeros. */
  private void checkCategories() {
    long min = 0;
    long max = 0;
    for (String value : view.strings().keySet()) {
      OptionalLong parsed = Numbers.parseLong(value);
      min = Math.min(min, parsed.orElse(0));
      max = Math.max(max, parsed.orElse(0));
    }
    checkInt(min, max);
  }

  private void checkInt(long min, long max) {
    if (min >= 0 && max <= 1) {
      return;
    }
    feature.setIntDomain(IntDomain.newBuilder().setMin(min).setMax(max));
    reasons.add(
        min < 0 ? Type.BOOL_TYPE_SMALL_INT : Type.BOOL_TYPE_BIG_INT,
        NOT_BOOLEAN,
        "Integers (such as "
            + SixDigits.format(min < 0 ? min : max)
            + ") not in {0, 1}: converting to an integer.",
        Found.of(min + " to " + max, "0 or 1"));
  }

  private void checkFloat(double min, double max) {
    double inside = view.strictlyInsideUnit();
    String example;
    if (min != 0 && min != 1) {
      example = SixDigits.format(min);
    } else if (max != 0 && max != 1) {
      example = SixDigits.format(max);
    } else if (view.nanCount() > 0) {
      example = "NaN";
    } else if (!Double.isNaN(inside)) {
      example = SixDigits.format(inside);
    } else {
      return;
    }
    feature.setFloatDomain(FloatDomain.newBuilder().setMin((float) min).setMax((float) max));
    String nan = view.nanCount() > 0 ? ", " + Found.number(view.nanCount()) + " NaN" : "";
    reasons.add(
        Type.BOOL_TYPE_UNEXPECTED_FLOAT,
        NOT_BOOLEAN,
        "Floats (such as " + example + ") not in {0, 1}: converting to float_domain.",
        Found.of(Found.number(min) + " to " + Found.number(max) + nan, "0 or 1"));
  }

  private void checkStrings(BoolDomain domain) {
    List<String> words =
        Stream.of(
                domain.hasFalseValue() ? domain.getFalseValue() : null,
                domain.hasTrueValue() ? domain.getTrueValue() : null)
            .filter(word -> word != null)
            .distinct()
            .sorted(ByteOrder.INSTANCE)
            .toList();
    Map<String, Double> unexpected = new TreeMap<>(ByteOrder.INSTANCE);
    unexpected.putAll(view.strings());
    words.forEach(unexpected::remove);
    if (unexpected.isEmpty()) {
      return;
    }
    feature.clearDomainInfo();
    String value = unexpected.keySet().iterator().next();
    double count = unexpected.values().stream().mapToDouble(Double::doubleValue).sum();
    String expected =
        words.stream().map(w -> '"' + w + '"').collect(Collectors.joining(", ", "{", "}"));
    reasons.add(
        Type.BOOL_TYPE_UNEXPECTED_STRING,
        NOT_BOOLEAN,
        "Saw unexpected value \"" + value + "\" instead of " + expected + ".",
        Found.of(
            Found.share(count, view.values(), "other values") + ": " + Found.samples(unexpected),
            expected));
  }
}
