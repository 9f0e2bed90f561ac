package io.millrace.transforms.schema;

import java.util.Map;
import java.util.Optional;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.DatasetConstraints;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Schema;

/**
 * A schema compared with statistics: what does not fit, and the schema widened until all fits. The
 * rules, their order and their words are those of TFDV's validate_statistics and update_schema; the
 * guide lists where they differ. Comparisons with other datasets are not part of it.
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
   * The most distinct strings that make a domain of a new feature, as TFDV has it in validation.
   */
  public static final int NEW_DOMAIN_SIZE = 400;

  /**
   * Compares a schema with statistics, in no environment.
   *
   * @param maxStringDomainSize the most distinct values of a new string feature that become a
   *     domain
   * @throws io.millrace.artifacts.MillraceException (data) if the statistics mix paths and names
   */
  public static SchemaUpdate of(
      Schema schema, DatasetFeatureStatistics statistics, int maxStringDomainSize) {
    return of(schema, statistics, maxStringDomainSize, Optional.empty());
  }

  /**
   * Compares a schema with the statistics of an environment: features that do not belong to it may
   * lack, and are an anomaly where they are there.
   *
   * @throws io.millrace.artifacts.MillraceException (usage) if the schema does not name the
   *     environment; (data) if the statistics mix paths and names
   */
  public static SchemaUpdate of(
      Schema schema,
      DatasetFeatureStatistics statistics,
      int maxStringDomainSize,
      Optional<String> environment) {
    Environments.check(schema, environment);
    if (statistics.getNumExamples() == 0) {
      return new SchemaUpdate(schema, Map.of(), Optional.empty(), true);
    }
    StatisticsView view = new StatisticsView(statistics);
    SchemaWalk walk =
        new SchemaWalk(view, new SchemaInference(false, maxStringDomainSize), environment);
    Reasons dataset = new Reasons();
    checkDataset(schema.getDatasetConstraints(), view.examples(), dataset);
    return new SchemaUpdate(
        walk.update(schema),
        walk.validate(schema),
        dataset.isEmpty() ? Optional.empty() : Optional.of(dataset.toAnomaly()),
        false);
  }

  private static void checkDataset(
      DatasetConstraints constraints, double examples, Reasons reasons) {
    String found = "The dataset has " + SixDigits.format(examples) + " examples, which is ";
    if (constraints.hasMinExamplesCount() && examples < constraints.getMinExamplesCount()) {
      reasons.add(
          Type.DATASET_LOW_NUM_EXAMPLES,
          "Low num examples in dataset.",
          found + "fewer than expected.",
          Found.of(Found.number(examples), "at least " + constraints.getMinExamplesCount()));
    }
    // TFDV looks at the maximum only if the minimum is set too; here it always counts.
    if (constraints.hasMaxExamplesCount() && examples > constraints.getMaxExamplesCount()) {
      reasons.add(
          Type.DATASET_HIGH_NUM_EXAMPLES,
          "High num examples in dataset.",
          found + "more than expected.",
          Found.of(Found.number(examples), "at most " + constraints.getMaxExamplesCount()));
    }
  }
}
