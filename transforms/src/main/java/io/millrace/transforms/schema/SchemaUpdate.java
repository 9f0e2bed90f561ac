package io.millrace.transforms.schema;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.DatasetConstraints;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;

/**
 * A schema compared with statistics: what does not fit, and the schema widened until all fits. The
 * rules, their order and their words are those of TFDV's validate_statistics and update_schema. Not
 * covered: nested features, semantic domains other than images, environments.
 *
 * @param updated the widened schema
 * @param anomalies by TFDV's written path of the feature, in its order
 * @param datasetAnomaly what is wrong with the dataset as a whole
 * @param dataMissing whether there were no records; then nothing else was looked at
 */
public record SchemaUpdate(
    Schema updated,
    Map<String, AnomalyInfo> anomalies,
    Optional<AnomalyInfo> datasetAnomaly,
    boolean dataMissing) {

  /**
   * Compares a schema with statistics.
   *
   * @param maxStringDomainSize the most distinct values of a new string feature that become a
   *     domain
   * @throws io.millrace.artifacts.MillraceException (data) if the statistics hold nested features
   */
  public static SchemaUpdate of(
      Schema schema, DatasetFeatureStatistics statistics, int maxStringDomainSize) {
    if (statistics.getNumExamples() == 0) {
      return new SchemaUpdate(schema, Map.of(), Optional.empty(), true);
    }
    Schema.Builder updated = schema.toBuilder();
    Map<String, AnomalyInfo> anomalies = new TreeMap<>(ByteOrder.INSTANCE);
    checkPresent(updated, statistics, new SchemaInference(false, maxStringDomainSize), anomalies);
    checkAbsent(updated, statistics, anomalies);
    Reasons dataset = new Reasons();
    checkDataset(schema.getDatasetConstraints(), statistics.getNumExamples(), dataset);
    return new SchemaUpdate(
        updated.build(),
        new LinkedHashMap<>(anomalies),
        dataset.isEmpty() ? Optional.empty() : Optional.of(dataset.toAnomaly()),
        false);
  }

  private static void checkPresent(
      Schema.Builder schema,
      DatasetFeatureStatistics statistics,
      SchemaInference inference,
      Map<String, AnomalyInfo> anomalies) {
    for (FeatureNameStatistics entry : statistics.getFeaturesList()) {
      FeatureView view = new FeatureView(entry);
      if (view.isComposite()) {
        continue;
      }
      Reasons reasons = new Reasons();
      Optional<Feature.Builder> feature =
          schema.getFeatureBuilderList().stream()
              .filter(f -> f.hasName() && f.getName().equals(view.name()))
              .findFirst();
      if (feature.isEmpty()) {
        inference.add(schema, view);
        reasons.add(
            Type.SCHEMA_NEW_COLUMN, "New column", "New column (column in data but not in schema)");
      } else if (isValidated(feature.get())) {
        new FeatureChecks(schema, feature.get(), view, reasons).run();
      }
      if (!reasons.isEmpty()) {
        anomalies.put(SerializedPath.of(view.name()), reasons.toAnomaly(view.name()));
      }
    }
  }

  private static void checkAbsent(
      Schema.Builder schema,
      DatasetFeatureStatistics statistics,
      Map<String, AnomalyInfo> anomalies) {
    Set<String> found = new HashSet<>();
    statistics.getFeaturesList().forEach(f -> found.add(new FeatureView(f).name()));
    for (Feature.Builder feature : schema.getFeatureBuilderList()) {
      if (isValidated(feature)
          && feature.hasName()
          && FeatureChecks.isRequired(feature.getPresence())
          && !found.contains(feature.getName())) {
        feature.setLifecycleStage(LifecycleStage.DEPRECATED);
        Reasons reasons = new Reasons();
        reasons.add(Type.SCHEMA_MISSING_COLUMN, "Column dropped", "Column is completely missing");
        anomalies.put(SerializedPath.of(feature.getName()), reasons.toAnomaly(feature.getName()));
      }
    }
  }

  private static void checkDataset(DatasetConstraints constraints, long examples, Reasons reasons) {
    String found = "The dataset has " + examples + " examples, which is ";
    if (constraints.hasMinExamplesCount() && examples < constraints.getMinExamplesCount()) {
      reasons.add(
          Type.DATASET_LOW_NUM_EXAMPLES,
          "Low num examples in dataset.",
          found + "fewer than expected.");
    }
    // TFDV looks at the maximum only if the minimum is set too; here it always counts.
    if (constraints.hasMaxExamplesCount() && examples > constraints.getMaxExamplesCount()) {
      reasons.add(
          Type.DATASET_HIGH_NUM_EXAMPLES,
          "High num examples in dataset.",
          found + "more than expected.");
    }
  }

  private static boolean isValidated(Feature.Builder feature) {
    switch (feature.getLifecycleStage()) {
      case UNKNOWN_STAGE, BETA, PRODUCTION, VALIDATION_DERIVED:
        return !isDeprecated(feature);
      default:
        return false;
    }
  }

  /** The flag that the life cycle stage replaced; old schemas still have it. */
  @SuppressWarnings("deprecation")
  private static boolean isDeprecated(Feature.Builder feature) {
    return feature.getDeprecated();
  }
}
