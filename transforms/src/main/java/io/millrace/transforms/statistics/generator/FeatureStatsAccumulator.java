package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.report.SampleImage;
import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.List;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/** What a {@link FeatureStatsGenerator} has counted of one feature; as {@link StatsAccumulator}. */
public interface FeatureStatsAccumulator {
  /**
   * Counts the values of rows of a batch in.
   *
   * @param column overwritten after the call; it has a kind
   */
  void add(Column column, Rows rows);

  /**
   * The same for those who look at other features too, or want to know where a value stands. By
   * default only the column counts.
   *
   * @param batch with the column; overwritten after the call
   */
  default void add(ExampleBatch batch, Column column, Rows rows) {
    add(column, rows);
  }

  /**
   * Adds what another one of the same feature holds.
   *
   * @param other not used afterwards
   */
  void merge(FeatureStatsAccumulator other);

  /** Writes the state. */
  void write(StateOutput out);

  /** Reads what {@link #write} wrote into this new accumulator. */
  void read(StateInput in);

  /** Adds to the statistics of the feature. */
  void addTo(FeatureNameStatistics.Builder feature);

  /** Some images of the feature to look at; none by default. */
  default List<SampleImage> images() {
    return List.of();
  }
}
