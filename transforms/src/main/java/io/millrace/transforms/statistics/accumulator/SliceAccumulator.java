package io.millrace.transforms.statistics.accumulator;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.generator.StatsAccumulator;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Counts the features of some examples: of a split, or of those of its examples that belong to a
 * slice. Not thread-safe.
 */
public final class SliceAccumulator {
  private final AccumulatorSettings settings;
  private final List<FeatureAccumulator> features = new ArrayList<>();
  // By the index of the column; null for one that is not counted.
  private final List<FeatureAccumulator> byColumn = new ArrayList<>();
  private final Map<FeaturePath, Integer> indexes = new HashMap<>();
  private final Supplier<List<StatsAccumulator>> newGenerators;
  private final List<StatsAccumulator> generators;
  private long examples;
  private double weightedExamples;

  private SliceAccumulator(AccumulatorSettings settings, Supplier<List<StatsAccumulator>> newOnes) {
    this.settings = settings;
    this.newGenerators = newOnes;
    generators = newOnes.get();
  }

  /** For all examples; nothing yet. */
  static SliceAccumulator ofAll(AccumulatorSettings settings) {
    return new SliceAccumulator(settings, settings::newAccumulators);
  }

  /** For those of a slice; nothing yet. */
  static SliceAccumulator ofSlice(AccumulatorSettings settings) {
    return new SliceAccumulator(settings, settings::newSliceAccumulators);
  }

  /**
   * Counts rows of a batch in.
   *
   * @param weights by the name of the weight feature, each of all rows of the batch
   */
  void add(ExampleBatch batch, Rows rows, Map<String, double[]> weights) {
    int added = rows.areAll() ? batch.rows() : rows.size();
    examples += added;
    double[] exampleWeights = weights.get(settings.weightFeature());
    for (int i = 0; exampleWeights != null && i < added; i++) {
      weightedExamples += exampleWeights[rows.areAll() ? i : rows.get(i)];
    }
    List<Column> columns = batch.columns();
    while (byColumn.size() < columns.size()) {
      byColumn.add(featureOf(columns.get(byColumn.size())));
    }
    for (int i = 0; i < columns.size(); i++) {
      FeatureAccumulator feature = byColumn.get(i);
      if (feature != null) {
        Column column = columns.get(i);
        feature.add(column, rows, weights.get(settings.weightOf(column.path())));
      }
    }
    for (StatsAccumulator generator : generators) {
      generator.add(batch, rows);
    }
  }

  private FeatureAccumulator featureOf(Column column) {
    FeaturePath path = column.path();
    if (!settings.counts(path)) {
      return null;
    }
    Integer known = indexes.get(path);
    return known != null
        ? features.get(known)
        : append(new FeatureAccumulator(path, column.levels(), settings.of(path)));
  }

  private FeatureAccumulator append(FeatureAccumulator feature) {
    indexes.put(feature.path(), features.size());
    features.add(feature);
    return feature;
  }

  /** Adds all that another one of the same settings holds; it is not to be used afterwards. */
  void merge(SliceAccumulator other) {
    other.features.forEach(this::merge);
    examples += other.examples;
    weightedExamples += other.weightedExamples;
    for (int i = 0; i < generators.size(); i++) {
      generators.get(i).merge(other.generators.get(i));
    }
  }

  private void merge(FeatureAccumulator feature) {
    Integer index = indexes.get(feature.path());
    if (index == null) {
      append(feature);
    } else {
      features.get(index).merge(feature);
    }
  }

  /**
   * Adds the features of all examples that these lack, as missing: which a slice has met by chance
   * depends on how examples were divided.
   */
  void complete(SliceAccumulator all) {
    for (FeatureAccumulator feature : all.features) {
      Integer index = indexes.get(feature.path());
      FeatureAccumulator ours =
          index != null ? features.get(index) : append(feature.withoutValues());
      ours.expect(feature);
    }
  }

  void write(StateOutput out) {
    out.writeVarint(examples);
    out.writeDouble(weightedExamples);
    out.writeVarint(features.size());
    features.forEach(feature -> feature.write(out));
    for (StatsAccumulator generator : generators) {
      StateOutput state = new StateOutput();
      generator.write(state);
      out.writeBytes(state.toByteArray());
    }
  }

  /** Adds what {@link #write} of one of the same settings wrote, a feature at a time. */
  void mergeFrom(StateInput in) {
    examples += in.readVarint();
    weightedExamples += in.readDouble();
    int count = in.readCount(1);
    for (int i = 0; i < count; i++) {
      merge(FeatureAccumulator.read(in));
    }
    List<StatsAccumulator> others = newGenerators.get();
    for (int i = 0; i < generators.size(); i++) {
      others.get(i).read(new StateInput(in.readBytes()));
      generators.get(i).merge(others.get(i));
    }
  }

  /** How many examples there are. */
  public long examples() {
    return examples;
  }

  /** What they weigh together; 0 without weights. */
  public double weightedExamples() {
    return weightedExamples;
  }

  /** The features, in no order that means anything. */
  public List<FeatureAccumulator> features() {
    return List.copyOf(features);
  }

  /** The feature of this path; null if no example had it. */
  public FeatureAccumulator feature(FeaturePath path) {
    Integer index = indexes.get(path);
    return index == null ? null : features.get(index);
  }

  /** The generators beside the default statistics, in the order of the settings. */
  public List<StatsAccumulator> generators() {
    return List.copyOf(generators);
  }
}
