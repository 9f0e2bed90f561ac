package io.millrace.transforms.statistics;

import io.millrace.transforms.statistics.generator.StatsGenerator;
import io.millrace.transforms.statistics.label.LiftOptions;
import io.millrace.transforms.statistics.label.LiftStatistics;
import io.millrace.transforms.statistics.label.MutualInformation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.metadata.v0.Schema;

/** The statistics of features together with a label that options ask for. */
final class LabelGenerators {
  private LabelGenerators() {}

  static List<StatsGenerator> of(StatisticsGenOptions options, Schema schema) {
    List<StatsGenerator> generators = new ArrayList<>();
    String label = options.labelFeature().orElse(null);
    // As TFDV: by itself where a schema calls the label of all statistics categorical.
    Optional<LiftOptions> lift =
        options
            .lift()
            .or(
                () ->
                    Optional.ofNullable(label)
                        .filter(y -> LiftStatistics.isDefault(y, schema))
                        .map(LiftOptions::of));
    lift.map(
            wanted ->
                LiftStatistics.of(
                    wanted,
                    label,
                    schema,
                    options.weightFeature().orElse(null),
                    options.perFeatureWeightOverride()))
        .ifPresent(generators::add);
    options
        .mutualInformation()
        .map(wanted -> MutualInformation.of(wanted, label, schema, options.sampleSeed()))
        .ifPresent(generators::add);
    return generators;
  }
}
