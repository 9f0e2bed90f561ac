package io.millrace.transforms.statistics;

import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.testing.ExampleFolder;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/** Statistics of records made up in a test, by the engine that StatisticsGen uses. */
public final class StatisticsOf {
  private StatisticsOf() {}

  /** The statistics of {@code count} tf.Examples. */
  public static DatasetFeatureStatistics examples(int count, ExampleFolder.Filler filler) {
    DatasetAccumulator accumulator = new DatasetAccumulator();
    ExampleBuilder builder = new ExampleBuilder();
    for (int i = 0; i < count; i++) {
      builder.reset();
      filler.fill(i, builder);
      byte[] record = builder.toByteArray();
      accumulator.add(record, 0, record.length, "test", i);
    }
    return accumulator.toProto(StatisticsGenOptions.DEFAULTS);
  }
}
