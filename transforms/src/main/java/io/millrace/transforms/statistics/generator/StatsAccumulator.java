package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.report.SampleImage;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.List;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/**
 * What a {@link StatsGenerator} has counted of some examples. Belongs to one thread at a time. An
 * instance is new, or read from its state, or has been added to; it must be bounded in memory, and
 * its result must not depend on how examples were divided among accumulators that were merged, but
 * for stated bounds.
 */
public interface StatsAccumulator {
  /**
   * Counts rows of a batch in.
   *
   * @param batch overwritten after the call
   */
  void add(ExampleBatch batch, Rows rows);

  /**
   * Adds what another one of the same generator holds.
   *
   * @param other not used afterwards
   */
  void merge(StatsAccumulator other);

  /** Writes the state. */
  void write(StateOutput out);

  /** Reads what {@link #write} wrote into this new accumulator. */
  void read(StateInput in);

  /**
   * Adds the statistics to those of the features, or new features of its own. The features that are
   * there have their path, in the order of their paths.
   */
  void addTo(DatasetFeatureStatistics.Builder dataset);

  /** Some images of the data to look at; none by default. */
  default List<SampleImage> images() {
    return List.of();
  }
}
