package io.millrace.transforms.statistics.label;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.ExampleWeights;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.generator.StatsAccumulator;
import io.millrace.transforms.statistics.sketch.FrequentItems;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/** What {@link LiftStatistics} counts. */
final class LiftAccumulator implements StatsAccumulator {
  private static final double[] NO_WEIGHTS = {};

  private final LiftStatistics settings;
  private final double[] boundaries;
  private final Map<FeaturePath, String> wanted = new HashMap<>();
  private final SortedMap<FeaturePath, FeaturePairs> features = new TreeMap<>();
  private FrequentItems labels = new FrequentItems(LiftStatistics.VALUES);
  private FrequentItems weightedLabels = new FrequentItems(LiftStatistics.VALUES);
  private FeaturePath labelPath;
  private ValueKind labelKind;
  private long examples;

  /** A feature with its tables; the weighted one stays empty without weights. */
  static final class FeaturePairs {
    final ValueKind kind;
    PairCounts counts = new PairCounts();
    PairCounts weights = new PairCounts();

    FeaturePairs(ValueKind kind) {
      this.kind = kind;
    }
  }

  LiftAccumulator(LiftStatistics settings) {
    this.settings = settings;
    boundaries = settings.yBoundaries().stream().mapToDouble(d -> d).toArray();
  }

  @Override
  public void add(ExampleBatch batch, Rows rows) {
    int count = rows.areAll() ? batch.rows() : rows.size();
    examples += count;
    Column label = null;
    List<Column> columns = new ArrayList<>();
    for (Column column : batch.columns()) {
      if (column.kind() == null) {
        continue;
      }
      String path = wanted.computeIfAbsent(column.path(), FeaturePath::toString);
      if (path.equals(settings.label())) {
        label = column;
      } else if (isCounted(column, path)) {
        columns.add(column);
      }
    }
    List<List<byte[]>> ys =
        label == null ? Collections.nCopies(count, List.of()) : labels(batch, label, rows, count);
    for (Column column : columns) {
      FeaturePairs feature =
          features.computeIfAbsent(column.path(), p -> new FeaturePairs(column.kind()));
      double[] weights = weights(batch, wanted.get(column.path()));
      for (int r = 0; r < count; r++) {
        int row = rows.areAll() ? r : rows.get(r);
        List<byte[]> xs = ValueKeys.distinct(column, row);
        if (!xs.isEmpty()) {
          feature.counts.add(xs, ys.get(r), 1);
          if (settings.isWeighted()) {
            feature.weights.add(xs, ys.get(r), weight(weights, row));
          }
        }
      }
    }
  }

  private boolean isCounted(Column column, String path) {
    return column.kind() != ValueKind.STRUCT
        && (column.kind() == ValueKind.BYTES || !settings.xFeatures().isEmpty())
        && settings.counts(path);
  }

  private double[] weights(ExampleBatch batch, String path) {
    String feature = settings.weightOf(path);
    return feature == null ? NO_WEIGHTS : ExampleWeights.of(batch, feature);
  }

  private static double weight(double[] weights, int row) {
    return weights.length == 0 ? 1 : weights[row];
  }

  private List<List<byte[]>> labels(ExampleBatch batch, Column label, Rows rows, int count) {
    check(batch, label);
    labelPath = label.path();
    labelKind = label.kind();
    double[] weights = weights(batch, settings.label());
    List<List<byte[]>> all = new ArrayList<>(count);
    for (int r = 0; r < count; r++) {
      int row = rows.areAll() ? r : rows.get(r);
      List<byte[]> ys =
          boundaries.length == 0 ? ValueKeys.distinct(label, row) : buckets(label, row);
      all.add(ys);
      for (byte[] y : ys) {
        PairCounts.add(labels, y, 1);
        if (settings.isWeighted()) {
          PairCounts.add(weightedLabels, y, weight(weights, row));
        }
      }
    }
    return all;
  }

  private void check(ExampleBatch batch, Column label) {
    boolean isText = label.kind() == ValueKind.BYTES;
    if (label.kind() == ValueKind.STRUCT
        || isText && boundaries.length > 0
        || label.kind() == ValueKind.FLOAT && boundaries.length == 0 && !settings.isLabelKnown()) {
      throw MillraceException.usage(
          "lift: label %s: found %s (expected: %s), as in %s"
              .formatted(
                  settings.label(),
                  label.kind().listName(),
                  boundaries.length > 0
                      ? "numbers, which y_boundaries cut into buckets"
                      : "strings or integers, or y_boundaries for numbers",
                  batch.place(0)));
    }
  }

  private List<byte[]> buckets(Column label, int row) {
    TreeSet<Integer> found = new TreeSet<>();
    int end = ValueKeys.first(label, row + 1);
    for (int i = ValueKeys.first(label, row); i < end; i++) {
      double value = label.kind() == ValueKind.INT ? label.longs()[i] : label.doubles()[i];
      if (!Double.isNaN(value)) {
        int bucket = 0;
        while (bucket < boundaries.length && value >= boundaries[bucket]) {
          bucket++;
        }
        found.add(bucket);
      }
    }
    return found.stream().map(bucket -> ValueKeys.of(bucket.longValue())).toList();
  }

  @Override
  public void merge(StatsAccumulator other) {
    LiftAccumulator added = (LiftAccumulator) other;
    examples += added.examples;
    labels.merge(added.labels);
    weightedLabels.merge(added.weightedLabels);
    if (added.labelPath != null) {
      labelPath = added.labelPath;
      labelKind = added.labelKind;
    }
    added.features.forEach(
        (path, feature) -> {
          FeaturePairs ours = features.putIfAbsent(path, feature);
          if (ours != null) {
            ours.counts.merge(feature.counts);
            ours.weights.merge(feature.weights);
          }
        });
  }

  @Override
  public void write(StateOutput out) {
    out.writeVarint(examples);
    labels.write(out);
    weightedLabels.write(out);
    out.writeBoolean(labelPath != null);
    if (labelPath != null) {
      write(labelPath, labelKind, out);
    }
    out.writeVarint(features.size());
    features.forEach(
        (path, feature) -> {
          write(path, feature.kind, out);
          feature.counts.write(out);
          feature.weights.write(out);
        });
  }

  private static void write(FeaturePath path, ValueKind kind, StateOutput out) {
    out.writeVarint(path.steps().size());
    path.steps().forEach(out::writeString);
    out.writeString(kind.name());
  }

  @Override
  public void read(StateInput in) {
    examples = in.readVarint();
    labels = FrequentItems.read(in);
    weightedLabels = FrequentItems.read(in);
    if (in.readBoolean()) {
      labelPath = readPath(in);
      labelKind = ValueKind.valueOf(in.readString());
    }
    int count = in.readCount(2);
    for (int i = 0; i < count; i++) {
      FeaturePath path = readPath(in);
      FeaturePairs feature = new FeaturePairs(ValueKind.valueOf(in.readString()));
      feature.counts = PairCounts.read(in);
      feature.weights = PairCounts.read(in);
      features.put(path, feature);
    }
  }

  private static FeaturePath readPath(StateInput in) {
    int count = in.readCount(1);
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      steps.add(in.readString());
    }
    return new FeaturePath(steps);
  }

  @Override
  public void addTo(DatasetFeatureStatistics.Builder dataset) {
    if (labelPath == null) {
      return;
    }
    labels.write(new StateOutput());
    weightedLabels.write(new StateOutput());
    LiftMessage message = new LiftMessage(settings, labelPath, labelKind, examples);
    features.forEach(
        (path, feature) -> {
          feature.counts.settle();
          feature.weights.settle();
          message.add(path, feature, labels, weightedLabels, dataset);
        });
  }
}
