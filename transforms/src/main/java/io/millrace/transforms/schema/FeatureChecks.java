package io.millrace.transforms.schema;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.DerivedFeatureSource;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeaturePresence;
import org.tensorflow.metadata.v0.FixedShape;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.UniqueConstraints;

/**
 * Compares the statistics of a feature with its entry in the schema, in TFDV's order and words, and
 * widens the entry so that the data fit it.
 */
final class FeatureChecks {
  private static final String DROPPED = "Column dropped";

  private final Schema.Builder schema;
  private final Feature.Builder feature;
  private final FeatureView view;
  private final Optional<String> environment;
  private final Reasons reasons;

  FeatureChecks(
      Schema.Builder schema,
      Feature.Builder feature,
      FeatureView view,
      Optional<String> environment,
      Reasons reasons) {
    this.schema = schema;
    this.feature = feature;
    this.view = view;
    this.environment = environment;
    this.reasons = reasons;
  }

  /** Whether each dataset, or each of the environment, has to have the feature. */
  static boolean isRequired(
      List<String> defaultEnvironments, Feature.Builder feature, Optional<String> environment) {
    FeaturePresence presence = feature.getPresence();
    return !SchemaTree.isDeprecated(feature)
        && (presence.getMinCount() > 0 || presence.getMinFraction() > 0)
        && Environments.includes(defaultEnvironments, feature, environment);
  }

  /** What the presence of a feature asks for, in words. */
  static String expectedPresence(FeaturePresence presence) {
    return (presence.hasMinCount() ? "min_count " + presence.getMinCount() : "")
        + (presence.hasMinCount() && presence.hasMinFraction() ? ", " : "")
        + (presence.hasMinFraction()
            ? "min_fraction " + Found.number(presence.getMinFraction())
            : "");
  }

  void run() {
    if (SchemaTree.isDeprecated(feature)) {
      return;
    }
    new SpecificationChecks(schema, feature, reasons).run();
    if (SchemaTree.isDeprecated(feature)) {
      return;
    }
    List<String> defaults = schema.getDefaultEnvironmentList();
    if (view.present() == 0) {
      if (isRequired(defaults, feature, environment)) {
        feature.setLifecycleStage(LifecycleStage.DEPRECATED);
        reasons.add(
            Type.FEATURE_TYPE_NOT_PRESENT,
            DROPPED,
            "The feature was not present in any examples.",
            Found.of(Found.presence(view), expectedPresence(feature.getPresence())));
      }
      return;
    }
    if (!Environments.includes(defaults, feature, environment)) {
      addEnvironment(defaults, environment.get());
    }
    ValueCountChecks.run(feature, view, reasons);
    checkShape();
    checkPresence();
    checkType();
    new DomainChecks(schema, feature, view, reasons).run();
    checkUniques();
    ValueRules.of(feature).check(view, reasons);
    checkDerived();
  }

  private void addEnvironment(List<String> defaults, String name) {
    Environments.include(defaults, feature, name);
    reasons.add(
        Type.SCHEMA_NEW_COLUMN,
        "Column missing in environment",
        "New column "
            + SerializedPath.of(view.path())
            + " found in data but not in the environment "
            + name
            + " in the schema.",
        Found.of(Found.presence(view), "0"));
  }

  private void checkShape() {
    if (!feature.hasShape()) {
      return;
    }
    List<Long> sizes =
        feature.getShape().getDimList().stream().map(FixedShape.Dim::getSize).toList();
    long wanted = sizes.stream().reduce(1L, (a, b) -> a * b);
    List<FeatureView.Level> levels = view.levels();
    String expected = "shape " + sizes;
    if (!levels.stream().allMatch(FeatureView.Level::isFixed)) {
      feature.clearShape();
      reasons.add(
          Type.INVALID_FEATURE_SHAPE,
          "Feature shape dropped",
          "The feature has a shape, but it's not always present (if the feature is nested, then it"
              + " should always be present at each nested level) or its value lengths vary.",
          Found.of(Found.presence(view) + ", " + lengths(levels), expected));
      return;
    }
    long values = levels.stream().mapToLong(FeatureView.Level::min).reduce(1, (a, b) -> a * b);
    if (values != wanted) {
      feature.clearShape();
      reasons.add(
          Type.INVALID_FEATURE_SHAPE,
          "Feature shape dropped",
          "The feature has fixed value length "
              + values
              + " but it's not compatible with the specified shape.",
          Found.of(lengths(levels), expected + ", " + wanted + " values"));
    }
  }

  private static String lengths(List<FeatureView.Level> levels) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < levels.size(); i++) {
      FeatureView.Level level = levels.get(i);
      text.append(i == 0 ? "" : ", ")
          .append(level.min())
          .append(level.min() == level.max() ? "" : " to " + level.max())
          .append(" values")
          .append(levels.size() > 1 ? " at level " + i : "");
    }
    return text.toString();
  }

  private void checkPresence() {
    if (!feature.hasPresence()) {
      return;
    }
    FeaturePresence.Builder presence = feature.getPresenceBuilder();
    String few = "The feature was present in fewer examples than expected: minimum ";
    if (presence.hasMinCount() && view.present() < presence.getMinCount()) {
      long found = (long) view.present();
      reasons.add(
          Type.FEATURE_TYPE_LOW_NUMBER_PRESENT,
          DROPPED,
          few + "count = " + presence.getMinCount() + ", actual = " + found,
          Found.of(Found.presence(view), "at least " + presence.getMinCount()));
      presence.setMinCount(found);
    }
    double wanted = presence.getMinFraction();
    double found = view.fractionPresent();
    boolean missing = wanted == 1 && view.missing() != 0;
    if (presence.hasMinFraction() && (found < wanted || missing)) {
      reasons.add(
          Type.FEATURE_TYPE_LOW_FRACTION_PRESENT,
          DROPPED,
          String.format(Locale.ROOT, "%sfraction = %.6f, actual = %.6f", few, wanted, found),
          Found.of(
              Found.presence(view) + ", a fraction of " + Found.number(found),
              "a fraction of at least " + Found.number(wanted)));
      presence.setMinFraction(found);
    }
  }

  private void checkType() {
    if (view.type() != feature.getType()) {
      feature.setLifecycleStage(LifecycleStage.DEPRECATED);
      reasons.add(
          Type.UNEXPECTED_DATA_TYPE,
          "Unexpected data type",
          "Expected data of type: " + feature.getType() + " but got " + view.statisticsType(),
          sample());
    }
  }

  private String sample() {
    if (view.hasStrings() && !view.strings().isEmpty()) {
      return "(found: values such as " + Found.samples(view.strings()) + ")";
    }
    return view.hasNumbers()
        ? "(found: values from "
            + Found.number(view.numbers().getMin())
            + " to "
            + Found.number(view.numbers().getMax())
            + ")"
        : "";
  }

  private void checkUniques() {
    if (!feature.hasUniqueConstraints()) {
      return;
    }
    UniqueConstraints.Builder constraints = feature.getUniqueConstraintsBuilder();
    if (!view.hasStrings()) {
      feature.clearUniqueConstraints();
      reasons.add(
          Type.FEATURE_TYPE_NO_UNIQUE,
          "No unique values",
          "UniqueConstraints specified for the feature, but unique values were not counted (i.e.,"
              + " feature is not string or categorical).");
      return;
    }
    long unique = view.unique();
    String found = unique + " distinct among " + Found.number(view.values()) + " values";
    if (unique < constraints.getMin()) {
      reasons.add(
          Type.FEATURE_TYPE_LOW_UNIQUE,
          "Low number of unique values",
          "Expected at least "
              + constraints.getMin()
              + " unique values but found only "
              + unique
              + ".",
          Found.of(found, "at least " + constraints.getMin()));
      constraints.setMin(unique);
    }
    // TFDV takes a maximum that is not set for 0; here it is no limit.
    if (constraints.hasMax() && unique > constraints.getMax()) {
      reasons.add(
          Type.FEATURE_TYPE_HIGH_UNIQUE,
          "High number of unique values",
          "Expected no more than "
              + constraints.getMax()
              + " unique values but found "
              + unique
              + ".",
          Found.of(found, "at most " + constraints.getMax()));
      constraints.setMax(unique);
    }
  }

  private void checkDerived() {
    Optional<DerivedFeatureSource> source = view.derivedSource();
    if (source.isPresent() && !feature.hasValidationDerivedSource()) {
      feature
          .setLifecycleStage(LifecycleStage.VALIDATION_DERIVED)
          .setValidationDerivedSource(source.get());
      reasons.add(
          Type.DERIVED_FEATURE_INVALID_SOURCE,
          "Derived source not set in schema.",
          "Derived source not set in schema.",
          Found.of(
              "derived by '" + source.get().getDeriverName() + "'", "validation_derived_source"));
    }
    LifecycleStage stage = feature.getLifecycleStage();
    if (feature.hasValidationDerivedSource()
        && !SchemaTree.isDeprecated(feature)
        && stage != LifecycleStage.VALIDATION_DERIVED) {
      feature.setLifecycleStage(LifecycleStage.VALIDATION_DERIVED);
      reasons.add(
          Type.DERIVED_FEATURE_BAD_LIFECYCLE,
          "Derived feature has wrong lifecycle.",
          "Derived feature has wrong lifecycle.",
          Found.of(stage.name(), "VALIDATION_DERIVED or DISABLED"));
    }
  }
}
