package io.millrace.transforms.schema;

import java.util.Optional;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.RankHistogram;
import org.tensorflow.metadata.v0.SparseFeature;
import org.tensorflow.metadata.v0.WeightedFeature;

/**
 * Compares features that are made of others with what the statistics say of their parts: how often
 * a part was missing, and by how much the lists of values differed in length.
 */
final class CompositeChecks {
  private static final String MISSING_VALUE = "Missing value feature";

  private CompositeChecks() {}

  /** Checks a sparse feature; takes it out of use if anything is wrong. */
  static void checkSparse(SparseFeature.Builder feature, FeatureView view, Reasons reasons) {
    for (CustomStatistic statistic : view.customStatistics()) {
      switch (statistic.getName()) {
        case "missing_value" -> checkMissingValue(feature, statistic, view, reasons);
        case "missing_index" -> checkIndexes(statistic, view, reasons);
        case "min_length_diff", "max_length_diff" -> checkLengths(statistic, reasons);
        default -> {}
      }
    }
    if (!reasons.isEmpty()) {
      feature.setLifecycleStage(LifecycleStage.DEPRECATED);
    }
  }

  private static void checkMissingValue(
      SparseFeature.Builder feature, CustomStatistic statistic, FeatureView view, Reasons reasons) {
    if (statistic.getNum() != 0) {
      reasons.add(
          Type.SPARSE_FEATURE_MISSING_VALUE,
          MISSING_VALUE,
          "Found " + SixDigits.format(statistic.getNum()) + " examples missing value feature",
          Found.of(
              Found.share(statistic.getNum(), view.examples(), "examples without")
                  + " '"
                  + feature.getValueFeature().getName()
                  + "' though they have an index",
              "0"));
    }
  }

  private static void checkIndexes(CustomStatistic statistic, FeatureView view, Reasons reasons) {
    for (RankHistogram.Bucket bucket : statistic.getRankHistogram().getBucketsList()) {
      if ((long) bucket.getSampleCount() != 0) {
        reasons.add(
            Type.SPARSE_FEATURE_MISSING_INDEX,
            "Missing index feature",
            "Found "
                + (long) bucket.getSampleCount()
                + " examples missing index feature: "
                + bucket.getLabel(),
            Found.of(
                Found.share(bucket.getSampleCount(), view.examples(), "examples without it"), "0"));
      }
    }
  }

  private static void checkLengths(CustomStatistic statistic, Reasons reasons) {
    for (RankHistogram.Bucket bucket : statistic.getRankHistogram().getBucketsList()) {
      if (bucket.getSampleCount() != 0) {
        reasons.add(
            Type.SPARSE_FEATURE_LENGTH_MISMATCH,
            "Length mismatch between value and index feature",
            "Mismatch between index feature: "
                + bucket.getLabel()
                + " and value column, with "
                + statistic.getName()
                + " = "
                + (long) bucket.getSampleCount(),
            Found.of(
                "lists of different lengths, " + Found.number(bucket.getSampleCount()) + " apart",
                "as many values as indexes"));
      }
    }
  }

  /** Checks a weighted feature; takes it out of use if anything is wrong. */
  static void checkWeighted(WeightedFeature.Builder feature, FeatureView view, Reasons reasons) {
    checkPart(
        "missing_value",
        Type.WEIGHTED_FEATURE_MISSING_VALUE,
        MISSING_VALUE,
        SerializedPath.of(feature.getFeature().getStepList()),
        view,
        reasons);
    checkPart(
        "missing_weight",
        Type.WEIGHTED_FEATURE_MISSING_WEIGHT,
        "Missing weight feature",
        SerializedPath.of(feature.getWeightFeature().getStepList()),
        view,
        reasons);
    double min = number(view, "min_weight_length_diff");
    double max = number(view, "max_weight_length_diff");
    if (min != 0 || max != 0) {
      reasons.add(
          Type.WEIGHTED_FEATURE_LENGTH_MISMATCH,
          "Length mismatch between value and weight feature",
          "Mismatch between weight and value feature with min_weight_length_diff = "
              + (long) min
              + " and max_weight_length_diff = "
              + (long) max
              + ".",
          Found.of("lists of different lengths", "as many values as weights"));
    }
    if (!reasons.isEmpty()) {
      feature.setLifecycleStage(LifecycleStage.DEPRECATED);
    }
  }

  private static void checkPart(
      String statistic,
      Type type,
      String shortDescription,
      String part,
      FeatureView view,
      Reasons reasons) {
    double count = number(view, statistic);
    if (count != 0) {
      reasons.add(
          type,
          shortDescription,
          "Found "
              + SixDigits.format(count)
              + " examples "
              + shortDescription.replace("Missing", "missing")
              + ".",
          Found.of(Found.share(count, view.examples(), "examples without '" + part + "'"), "0"));
    }
  }

  private static double number(FeatureView view, String statistic) {
    Optional<CustomStatistic> found = view.customStatistic(statistic);
    return found.map(CustomStatistic::getNum).orElse(0.0);
  }
}
