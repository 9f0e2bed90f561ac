package io.millrace.transforms.validation;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.statistics.StatisticsFiles;
import io.millrace.transforms.statistics.StatisticsSketches;
import io.millrace.transforms.statistics.accumulator.FeatureAccumulator;
import io.millrace.transforms.statistics.accumulator.NumberAccumulator;
import io.millrace.transforms.statistics.accumulator.SliceAccumulator;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.sketch.NumberDistribution;
import io.millrace.transforms.statistics.sketch.RankedValues;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/**
 * What was counted of a dataset, where the file of sketches stands beside its statistics: finer
 * than their histograms. Read when first asked for. Belongs to one thread.
 */
final class Sketches {
  /** None. */
  static final Sketches NONE = new Sketches(null, "", "");

  private final Storage storage;
  private final String artefact;
  private final String split;
  private Optional<SliceAccumulator> content;

  private Sketches(Storage storage, String artefact, String split) {
    this.storage = storage;
    this.artefact = artefact;
    this.split = split;
  }

  /** Those of a split of an ExampleStatistics artefact. */
  static Sketches of(Storage storage, String artefact, String split) {
    return new Sketches(storage, artefact, split);
  }

  /**
   * How the numbers of a feature are distributed.
   *
   * @param statistics of the dataset; sketches of another number of examples are not theirs
   * @return empty without sketches, or for a feature without numbers
   */
  Optional<NumberShape> shape(FeatureKey key, DatasetFeatureStatistics statistics) {
    if (storage == null) {
      return Optional.empty();
    }
    if (content == null) {
      content =
          StatisticsSketches.read(storage, artefact, split).map(found -> found.content().all());
    }
    return content
        .filter(all -> all.examples() == statistics.getNumExamples())
        .map(all -> all.feature(new FeaturePath(key.steps())))
        .map(FeatureAccumulator::numbers)
        .map(Sketches::shape);
  }

  /**
   * For each rank of two distributions, so that all of their bounds hold together with the
   * confidence that is stated (Bonferroni). Between two values of a sketch no rank is less known
   * than at these.
   */
  private static double confidence(int ranks) {
    return 1 - (1 - StatisticsFiles.CONFIDENCE) / (2.0 * Math.max(1, ranks));
  }

  private static NumberShape shape(NumberAccumulator numbers) {
    return shape(
        numbers.distribution(),
        numbers.negativeInfinities(),
        numbers.positiveInfinities(),
        numbers.notANumber());
  }

  /** With numbers that a distribution does not hold. */
  static NumberShape shape(
      NumberDistribution distribution, double negative, double positive, double nan) {
    RankedValues ranked = distribution.ranked();
    TreeMap<Double, Double> counts = new TreeMap<>();
    for (int i = 0; i < ranked.values().length; i++) {
      counts.put(ranked.values()[i], ranked.weight(i));
    }
    double all = ranked.total() + negative + positive;
    double error = distribution.rankError(confidence(counts.size()));
    return NumberShape.of(counts, negative, positive, nan, all == 0 ? 0 : error / all);
  }
}
