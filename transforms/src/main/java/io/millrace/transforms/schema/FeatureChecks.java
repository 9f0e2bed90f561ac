package io.millrace.transforms.schema;

import java.util.Locale;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeaturePresence;
import org.tensorflow.metadata.v0.FixedShape;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.UniqueConstraints;
import org.tensorflow.metadata.v0.ValueCount;

/**
 * Compares the statistics of a feature with its entry in the schema, in TFDV's order and words, and
 * widens the entry so that the data fit it.
 */
final class FeatureChecks {
  private static final String DROPPED = "Column dropped";

  private final Schema.Builder schema;
  private final Feature.Builder feature;
  private final FeatureView view;
  private final Reasons reasons;

  FeatureChecks(Schema.Builder schema, Feature.Builder feature, FeatureView view, Reasons reasons) {
    this.schema = schema;
    this.feature = feature;
    this.view = view;
    this.reasons = reasons;
  }

  /** Whether each dataset has to have the feature. */
  static boolean isRequired(FeaturePresence presence) {
    return presence.getMinCount() > 0 || presence.getMinFraction() > 0;
  }

  void run() {
    new SpecificationChecks(schema, feature, reasons).run();
    if (feature.getLifecycleStage() == LifecycleStage.DEPRECATED) {
      return;
    }
    if (view.common().getNumNonMissing() == 0) {
      if (isRequired(feature.getPresence())) {
        feature.setLifecycleStage(LifecycleStage.DEPRECATED);
        reasons.add(
            Type.FEATURE_TYPE_NOT_PRESENT, DROPPED, "The feature was not present in any examples.");
      }
      return;
    }
    checkValueCounts();
    checkShape();
    checkPresence();
    checkType();
    new DomainChecks(schema, feature, view, reasons).run();
    checkUniques();
  }

  private void checkValueCounts() {
    CommonStatistics common = view.common();
    if (feature.hasValueCount()) {
      checkValueCount(feature.getValueCountBuilder(), ".");
    } else if (feature.hasValueCounts()) {
      if (feature.getValueCounts().getValueCountCount() == 1) {
        checkValueCount(
            feature.getValueCountsBuilder().getValueCountBuilder(0), " at nestedness level 0.");
        return;
      }
      feature.clearValueCounts();
      SchemaInference.valueCount(common.getMinNumValues(), common.getMaxNumValues())
          .ifPresent(feature::setValueCount);
      reasons.add(
          Type.VALUE_NESTEDNESS_MISMATCH,
          "Mismatched value nest level",
          "The values have a different nest level than expected. Value counts will not be"
              + " checked.");
    }
  }

  private void checkValueCount(ValueCount.Builder expected, String where) {
    long min = view.common().getMinNumValues();
    long max = view.common().getMaxNumValues();
    if (expected.hasMin() && min < expected.getMin()) {
      if (min == 0) {
        expected.clearMin();
      } else {
        expected.setMin(min);
      }
      reasons.add(
          Type.FEATURE_TYPE_LOW_NUMBER_VALUES,
          "Missing values",
          "Some examples have fewer values than expected" + where);
    }
    if (expected.hasMax() && max > expected.getMax()) {
      expected.setMax(max);
      reasons.add(
          Type.FEATURE_TYPE_HIGH_NUMBER_VALUES,
          "Superfluous values",
          "Some examples have more values than expected" + where);
    }
  }

  private void checkShape() {
    if (!feature.hasShape()) {
      return;
    }
    CommonStatistics common = view.common();
    long values = common.getMaxNumValues();
    long wanted =
        feature.getShape().getDimList().stream()
            .mapToLong(FixedShape.Dim::getSize)
            .reduce(1, (a, b) -> a * b);
    String description;
    if (common.getNumMissing() > 0 || common.getMinNumValues() != values) {
      description =
          "The feature has a shape, but it's not always present (if the feature is nested, then it"
              + " should always be present at each nested level) or its value lengths vary.";
    } else if (values != wanted) {
      description =
          "The feature has fixed value length "
              + values
              + " but it's not compatible with the specified shape.";
    } else {
      return;
    }
    feature.clearShape();
    reasons.add(Type.INVALID_FEATURE_SHAPE, "Feature shape dropped", description);
  }

  private void checkPresence() {
    if (!feature.hasPresence()) {
      return;
    }
    FeaturePresence.Builder presence = feature.getPresenceBuilder();
    long present = view.common().getNumNonMissing();
    String few = "The feature was present in fewer examples than expected: minimum ";
    if (presence.hasMinCount() && present < presence.getMinCount()) {
      reasons.add(
          Type.FEATURE_TYPE_LOW_NUMBER_PRESENT,
          DROPPED,
          few + "count = " + presence.getMinCount() + ", actual = " + present);
      presence.setMinCount(present);
    }
    double wanted = presence.getMinFraction();
    double found = view.fractionPresent();
    boolean missing = wanted == 1 && view.common().getNumMissing() != 0;
    if (presence.hasMinFraction() && (found < wanted || missing)) {
      reasons.add(
          Type.FEATURE_TYPE_LOW_FRACTION_PRESENT,
          DROPPED,
          String.format(Locale.ROOT, "%sfraction = %.6f, actual = %.6f", few, wanted, found));
      presence.setMinFraction(found);
    }
  }

  private void checkType() {
    if (view.type() != feature.getType()) {
      feature.setLifecycleStage(LifecycleStage.DEPRECATED);
      reasons.add(
          Type.UNEXPECTED_DATA_TYPE,
          "Unexpected data type",
          "Expected data of type: " + feature.getType() + " but got " + view.statisticsType());
    }
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
    if (unique < constraints.getMin()) {
      reasons.add(
          Type.FEATURE_TYPE_LOW_UNIQUE,
          "Low number of unique values",
          "Expected at least "
              + constraints.getMin()
              + " unique values but found only "
              + unique
              + ".");
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
              + ".");
      constraints.setMax(unique);
    }
  }
}
