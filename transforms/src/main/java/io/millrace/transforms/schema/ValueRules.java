package io.millrace.transforms.schema;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.Feature;

/**
 * Rules for values that schema.proto has no field for, as tags of the feature's annotation: {@code
 * millrace:pattern=EXPRESSION}, which a value has to match from its first to its last character,
 * and {@code millrace:unique}. TFDV passes over them; here a value that breaks one is an anomaly of
 * type CUSTOM_VALIDATION.
 *
 * @param pattern the regular expression, if there is one
 * @param isUnique whether no value may stand twice
 */
record ValueRules(Optional<String> pattern, boolean isUnique) {
  static final String PATTERN_TAG = "millrace:pattern=";
  static final String UNIQUE_TAG = "millrace:unique";

  static ValueRules of(Feature.Builder feature) {
    return new ValueRules(
        feature.getAnnotation().getTagList().stream()
            .filter(t -> t.startsWith(PATTERN_TAG))
            .map(t -> t.substring(PATTERN_TAG.length()))
            .findFirst(),
        feature.getAnnotation().getTagList().contains(UNIQUE_TAG));
  }

  /** Compares the listed values of a feature with the rules. */
  void check(FeatureView view, Reasons reasons) {
    if (!view.hasStrings()) {
      return;
    }
    pattern.ifPresent(expression -> checkPattern(expression, view, reasons));
    if (isUnique && view.hasRepeats()) {
      Map<String, Double> repeated = new TreeMap<>(ByteOrder.INSTANCE);
      view.strings()
          .forEach(
              (value, count) -> {
                if (count > 1) {
                  repeated.put(value, count);
                }
              });
      reasons.add(
          Type.CUSTOM_VALIDATION,
          "Values are not unique",
          "Some values occur more than once.",
          Found.of(
              (view.uniqueError() > 0 ? "about " : "")
                  + view.unique()
                  + " distinct among "
                  + Found.number(view.values())
                  + " values"
                  + (repeated.isEmpty() ? "" : ": " + Found.samples(repeated)),
              "all distinct"));
    }
  }

  private static void checkPattern(String expression, FeatureView view, Reasons reasons) {
    Pattern compiled;
    try {
      compiled = Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      reasons.add(
          Type.INVALID_SCHEMA_SPECIFICATION,
          "Invalid pattern",
          "",
          Found.of("'" + expression + "': " + e.getDescription(), "a regular expression"));
      return;
    }
    Map<String, Double> others = new TreeMap<>(ByteOrder.INSTANCE);
    others.putAll(view.strings());
    others.keySet().removeIf(value -> compiled.matcher(value).matches());
    if (!others.isEmpty()) {
      double count = others.values().stream().mapToDouble(Double::doubleValue).sum();
      reasons.add(
          Type.CUSTOM_VALIDATION,
          "Values do not match the pattern",
          "Some values do not match the pattern of the schema.",
          Found.of(
              Found.share(count, view.values(), "values") + ": " + Found.samples(others),
              expression));
    }
  }
}
