package io.millrace.transforms.statistics.accumulator;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.ExampleWeights;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import io.millrace.transforms.statistics.slice.Slicer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts the examples of a split, all of them and those of each slice. Accumulators of parts of a
 * split are merged in the order of the parts. Not thread-safe.
 */
public final class SplitAccumulator {
  private final AccumulatorSettings settings;
  private final SliceAccumulator all;
  private final SortedMap<String, SliceAccumulator> slices = new TreeMap<>();

  /** Nothing yet. */
  public SplitAccumulator(AccumulatorSettings settings) {
    this.settings = settings;
    all = SliceAccumulator.ofAll(settings);
  }

  /**
   * Counts all rows of a batch in.
   *
   * @throws MillraceException (data) if an example has no weight, or a feature has two types
   */
  public void add(ExampleBatch batch, Slicer slicer) {
    if (batch.rows() == 0) {
      return;
    }
    Map<String, double[]> weights = new HashMap<>();
    for (String feature : settings.weightFeatures()) {
      weights.put(feature, ExampleWeights.of(batch, feature));
    }
    all.add(batch, Rows.all(), weights);
    slicer.divide(batch, (key, rows) -> slice(key).add(batch, rows, weights));
  }

  private SliceAccumulator slice(String key) {
    return slices.computeIfAbsent(key, k -> SliceAccumulator.ofSlice(settings));
  }

  /** Writes the state. */
  public void write(StateOutput out) {
    all.write(out);
    out.writeVarint(slices.size());
    slices.forEach(
        (key, slice) -> {
          out.writeString(key);
          slice.write(out);
        });
  }

  /** Adds what {@link #write} of one of the same settings wrote. */
  public void mergeFrom(StateInput in) {
    all.mergeFrom(in);
    int count = in.readCount(1);
    for (int i = 0; i < count; i++) {
      slice(in.readString()).mergeFrom(in);
    }
  }

  /** Adds all that another one of the same settings holds; it is not to be used afterwards. */
  public void merge(SplitAccumulator other) {
    all.merge(other.all);
    other.slices.forEach((key, slice) -> slice(key).merge(slice));
  }

  /** Forgets the slices of all other keys. */
  public void retainSlices(Set<String> keys) {
    slices.keySet().retainAll(keys);
  }

  /** How it counts. */
  public AccumulatorSettings settings() {
    return settings;
  }

  /** All examples. */
  public SliceAccumulator all() {
    return all;
  }

  /** The slices by their keys; each has the features of all examples. */
  public SortedMap<String, SliceAccumulator> slices() {
    slices.values().forEach(slice -> slice.complete(all));
    return Collections.unmodifiableSortedMap(slices);
  }
}
