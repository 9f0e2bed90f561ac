package io.millrace.transforms.statistics.generator;

import io.millrace.transforms.report.SampleImage;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.sketch.Hashes;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.List;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/**
 * A generator that sees a share of the rows: those whose place, the name of the file and the
 * position there, hashed with the seed is small enough. Files of the same names and contents give
 * the same rows, wherever they are.
 *
 * @param rate above 0, at most 1
 */
public record SampledRows(StatsGenerator generator, double rate, long seed)
    implements StatsGenerator {
  @Override
  public String name() {
    return generator.name();
  }

  @Override
  public Object countsBy() {
    return generator.countsBy();
  }

  @Override
  public StatsAccumulator newAccumulator() {
    return new Accumulator(generator.newAccumulator(), rate, Hashes.mix(seed));
  }

  @Override
  public StatsAccumulator newSliceAccumulator() {
    return new Accumulator(generator.newSliceAccumulator(), rate, Hashes.mix(seed));
  }

  private record Accumulator(StatsAccumulator inner, double rate, long salt)
      implements StatsAccumulator {
    @Override
    public void add(ExampleBatch batch, Rows rows) {
      Rows sampled = new Rows();
      int count = rows.areAll() ? batch.rows() : rows.size();
      for (int i = 0; i < count; i++) {
        int row = rows.areAll() ? i : rows.get(i);
        if (Hashes.mix(batch.placeHash(row) ^ salt) >>> 1 < rate * 0x1p63) {
          sampled.add(row);
        }
      }
      inner.add(batch, sampled);
    }

    @Override
    public void merge(StatsAccumulator other) {
      inner.merge(((Accumulator) other).inner);
    }

    @Override
    public void write(StateOutput out) {
      inner.write(out);
    }

    @Override
    public void read(StateInput in) {
      inner.read(in);
    }

    @Override
    public void addTo(DatasetFeatureStatistics.Builder dataset) {
      inner.addTo(dataset);
    }

    @Override
    public List<SampleImage> images() {
      return inner.images();
    }
  }
}
