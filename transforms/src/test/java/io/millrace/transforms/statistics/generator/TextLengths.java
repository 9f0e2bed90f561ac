package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/** A generator as a user writes one: the bytes of all strings. */
public final class TextLengths implements StatsGenerator {
  private static final long serialVersionUID = 1L;

  @Override
  public String name() {
    return "text_lengths";
  }

  @Override
  public StatsAccumulator newAccumulator() {
    FeatureStatsGenerator each =
        new FeatureStatsGenerator() {
          @Override
          public String name() {
            return "text_lengths";
          }

          @Override
          public FeatureStatsAccumulator newAccumulator(FeaturePath feature) {
            return new Lengths();
          }
        };
    return new PerFeature(each).newAccumulator();
  }

  private static final class Lengths implements FeatureStatsAccumulator {
    private long bytes;

    @Override
    public void add(Column column, Rows rows) {
      if (column.kind() == ValueKind.BYTES) {
        Values.forEach(
            column, rows, i -> bytes += column.bytesEnd(i) - (long) column.bytesStart(i));
      }
    }

    @Override
    public void merge(FeatureStatsAccumulator other) {
      bytes += ((Lengths) other).bytes;
    }

    @Override
    public void write(StateOutput out) {
      out.writeVarint(bytes);
    }

    @Override
    public void read(StateInput in) {
      bytes = in.readVarint();
    }

    @Override
    public void addTo(FeatureNameStatistics.Builder feature) {
      if (feature.hasStringStats()) {
        feature.addCustomStats(CustomStatistic.newBuilder().setName("bytes").setNum(bytes));
      }
    }
  }
}
