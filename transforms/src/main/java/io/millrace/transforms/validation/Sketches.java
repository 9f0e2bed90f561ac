package io.millrace.transforms.validation;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.statistics.StatisticsFiles;
import io.millrace.transforms.statistics.StatisticsSketches;
import io.millrace.transforms.statistics.accumulator.FeatureAccumulator;
import io.millrace.transforms.statistics.accumulator.NumberAccumulator;
import io.millrace.transforms.statistics.accumulator.SliceAccumulator;
import io.millrace.transforms.statistics.batch.FeaturePath;
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

  private static NumberShape shape(NumberAccumulator numbers) {
    RankedValues ranked = numbers.distribution().ranked();
    TreeMap<Double, Double> counts = new TreeMap<>();
    for (int i = 0; i < ranked.values().length; i++) {
      counts.put(ranked.values()[i], ranked.weight(i));
    }
    double all = ranked.total() + numbers.negativeInfinities() + numbers.positiveInfinities();
    double error = numbers.distribution().rankError(StatisticsFiles.CONFIDENCE);
    return NumberShape.of(
        counts,
        numbers.negativeInfinities(),
        numbers.positiveInfinities(),
        numbers.notANumber(),
        all == 0 ? 0 : error / all);
  }
}
