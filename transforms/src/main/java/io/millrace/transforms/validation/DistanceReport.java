package io.millrace.transforms.validation;

import io.millrace.transforms.report.FeatureDistance;
import io.millrace.transforms.schema.Reasons;
import io.millrace.transforms.schema.SixDigits;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.tensorflow.metadata.v0.AnomalyInfo;

/** The distances of a split from one control, and the limits that they are held against. */
final class DistanceReport {
  /** Stands for all features in the options. */
  static final String ALL = "*";

  /**
   * What was compared.
   *
   * @param split the split that is judged
   * @param against {@code serving}, {@code previous} or {@code previous version}
   * @param control where its statistics lie
   */
  record Comparison(String split, ControlNames names, String control) {}

  private final Comparison comparison;
  private final List<FeatureDistances> features;
  private final Map<String, DistanceLimits> limits;

  DistanceReport(
      Comparison comparison, List<FeatureDistances> features, Map<String, DistanceLimits> limits) {
    this.comparison = comparison;
    this.features = List.copyOf(features);
    this.limits = limits;
  }

  Comparison comparison() {
    return comparison;
  }

  List<FeatureDistances> features() {
    return features;
  }

  /** The limits of a feature: its own, and those of all features where it has none. */
  Map<Measure, Double> limits(FeatureKey feature) {
    Map<Measure, Double> found = new EnumMap<>(Measure.class);
    for (String key : List.of(ALL, feature.serialized())) {
      DistanceLimits given = limits.get(key);
      if (given != null) {
        found.putAll(given.byMeasure());
      }
    }
    return found;
  }

  /** Adds what is above its limit. */
  void addTo(AnomalyBook book) {
    for (FeatureDistances feature : features) {
      Reasons reasons = new Reasons();
      limits(feature.feature())
          .forEach(
              (measure, limit) -> {
                Bounded found = feature.values().get(measure);
                if (found != null && found.value() > limit) {
                  add(reasons, measure, found, limit);
                }
              });
      book.add(feature.feature(), reasons);
    }
  }

  private void add(Reasons reasons, Measure measure, Bounded found, double limit) {
    String name = measure.words() + " between " + comparison.names().both();
    String bounds =
        found.isExact()
            ? ""
            : " That of all values is between "
                + SixDigits.format(found.lower())
                + " and "
                + SixDigits.format(found.upper())
                + ".";
    reasons.add(
        AnomalyInfo.Type.CUSTOM_VALIDATION,
        "High " + name,
        "The "
            + name
            + " is "
            + SixDigits.format(found.value())
            + " (up to six significant digits), above the threshold "
            + SixDigits.format(limit)
            + "."
            + bounds);
  }

  /** The same for reports. */
  List<FeatureDistance> distances() {
    List<FeatureDistance> all = new ArrayList<>();
    for (FeatureDistances feature : features) {
      Map<Measure, Double> limited = limits(feature.feature());
      FeatureDistance.Basis basis =
          new FeatureDistance.Basis(feature.treatmentTail(), feature.controlTail(), feature.note());
      feature
          .values()
          .forEach(
              (measure, found) -> {
                Double limit = limited.get(measure);
                all.add(
                    new FeatureDistance(
                        feature.feature().steps(),
                        comparison.names().control(),
                        measure.key(),
                        new FeatureDistance.Estimate(found.value(), found.lower(), found.upper()),
                        limit == null ? OptionalDouble.empty() : OptionalDouble.of(limit),
                        basis));
              });
    }
    return all;
  }

  /** The heads of {@link #rows}. */
  static List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("split", "against", "feature"));
    for (Measure measure : Measure.values()) {
      columns.add(measure.key());
    }
    columns.addAll(List.of("tail", "control tail", "note"));
    return columns;
  }

  /** A row for each feature. */
  List<List<Object>> rows() {
    List<List<Object>> rows = new ArrayList<>();
    for (FeatureDistances feature : features) {
      List<Object> row = new ArrayList<>();
      row.add(comparison.split());
      row.add(comparison.names().control());
      row.add(feature.feature().serialized());
      for (Measure measure : Measure.values()) {
        Bounded found = feature.values().get(measure);
        row.add(found == null ? "-" : (Object) found.value());
      }
      row.add(feature.treatmentTail());
      row.add(feature.controlTail());
      row.add(feature.note());
      rows.add(row);
    }
    return rows;
  }
}
