package io.millrace.transforms.statistics.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.ExampleDecoder;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

class SampledRowsTest {
  private static final int FILES = 2000;

  @Test
  void manyFilesOfOneRecordAreSampledAtTheRate() {
    assertThat(sampled("part-", 1, 0).size()).isBetween(100, 300);
  }

  @Test
  void filesAreSampledAtDifferentPlaces() {
    List<Integer> counts = new ArrayList<>();
    for (int file = 0; file < 50; file++) {
      counts.add(rows("part-" + file, 20, 0));
    }
    assertThat(counts.stream().distinct().count()).isGreaterThan(2);
  }

  @Test
  void theSameFileNamesGiveTheSameRowsWhereverTheyAre() {
    assertThat(sampled("s3a://a/part-", 1, 0)).isEqualTo(sampled("/tmp/b/part-", 1, 0));
    assertThat(sampled("part-", 1, 1)).isNotEqualTo(sampled("part-", 1, 0));
  }

  /** The files of which a row is in a sample of a tenth. */
  private static List<Integer> sampled(String prefix, int records, long seed) {
    List<Integer> found = new ArrayList<>();
    for (int file = 0; file < FILES; file++) {
      if (rows(prefix + file, records, seed) > 0) {
        found.add(file);
      }
    }
    return found;
  }

  private static int rows(String file, int records, long seed) {
    Counter counter = new Counter();
    StatsAccumulator accumulator = new SampledRows(counter, 0.1, seed).newAccumulator();
    ExampleDecoder decoder = new ExampleDecoder(false, path -> true);
    decoder.start(file, "record");
    byte[] example = new ExampleBuilder().putLongs("n", 1).toByteArray();
    for (int i = 0; i < records; i++) {
      decoder.add(example, 0, example.length, i);
    }
    accumulator.add(decoder.batch(), Rows.all());
    return counter.rows;
  }

  private static final class Counter implements StatsGenerator, StatsAccumulator {
    private static final long serialVersionUID = 1L;
    private int rows;

    @Override
    public String name() {
      return "counter";
    }

    @Override
    public StatsAccumulator newAccumulator() {
      return this;
    }

    @Override
    public void add(ExampleBatch batch, Rows added) {
      rows += added.size();
    }

    @Override
    public void merge(StatsAccumulator other) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(StateOutput out) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void read(StateInput in) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void addTo(DatasetFeatureStatistics.Builder dataset) {
      throw new UnsupportedOperationException();
    }
  }
}
