package io.millrace.transforms.statistics.generator;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.ListLevel;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.CrossFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.NumericCrossStatistics;
import org.tensorflow.metadata.v0.Path;

/**
 * Covariance and Pearson's correlation of pairs of numeric features of the top level, over the
 * examples that have one finite value of each: TFDV's cross features. (TFDV lets infinities make
 * both NaN.) Memory: 64 bytes a pair.
 *
 * @param crosses the pairs; empty: all pairs, in the order of their names
 */
public record CrossFeatures(List<FeatureCross> crosses) implements StatsGenerator {
  /** More features than these have too many pairs to take them all. */
  static final int MAX_FEATURES = 500;

  public CrossFeatures {
    crosses = List.copyOf(crosses);
  }

  @Override
  public String name() {
    return "cross_features";
  }

  @Override
  public StatsAccumulator newAccumulator() {
    return new Accumulator(crosses);
  }

  private static final class Accumulator implements StatsAccumulator {
    private final List<FeatureCross> wanted;
    private final Map<FeatureCross, CoMoments> pairs = new TreeMap<>();

    Accumulator(List<FeatureCross> wanted) {
      this.wanted = wanted;
    }

    @Override
    public void add(ExampleBatch batch, Rows rows) {
      Map<String, double[]> numbers = new TreeMap<>();
      for (Column column : batch.columns()) {
        if ((column.kind() == ValueKind.INT || column.kind() == ValueKind.FLOAT)
            && column.path().steps().size() == 1
            && column.levels() == 1) {
          numbers.put(column.path().toString(), univalent(column, batch.rows()));
        }
      }
      for (FeatureCross cross : crosses(numbers)) {
        double[] x = numbers.get(cross.x());
        double[] y = numbers.get(cross.y());
        if (x != null && y != null) {
          add(pairs.computeIfAbsent(cross, c -> new CoMoments()), x, y, rows);
        }
      }
    }

    private List<FeatureCross> crosses(Map<String, double[]> numbers) {
      if (!wanted.isEmpty()) {
        return wanted;
      }
      List<String> names = new ArrayList<>(numbers.keySet());
      if (names.size() > MAX_FEATURES) {
        throw MillraceException.usage(
            "all_cross_features: found "
                + names.size()
                + " numeric features (expected: at most "
                + MAX_FEATURES
                + "); name pairs in cross_features");
      }
      List<FeatureCross> all = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        for (int j = i + 1; j < names.size(); j++) {
          all.add(new FeatureCross(names.get(i), names.get(j)));
        }
      }
      return all;
    }

    private static void add(CoMoments moments, double[] x, double[] y, Rows rows) {
      int count = rows.areAll() ? x.length : rows.size();
      for (int r = 0; r < count; r++) {
        int row = rows.areAll() ? r : rows.get(r);
        if (Double.isFinite(x[row]) && Double.isFinite(y[row])) {
          moments.add(x[row], y[row]);
        }
      }
    }

    /** The one value of each row; NaN for none or several. */
    private static double[] univalent(Column column, int rows) {
      double[] values = new double[rows];
      Arrays.fill(values, Double.NaN);
      ListLevel lists = column.level(0);
      for (int i = 0; i < lists.count(); i++) {
        if (lists.length(i) == 1) {
          int at = lists.start(i);
          values[lists.row(i)] =
              column.kind() == ValueKind.INT ? column.longs()[at] : column.doubles()[at];
        }
      }
      return values;
    }

    @Override
    public void merge(StatsAccumulator other) {
      ((Accumulator) other)
          .pairs.forEach(
              (cross, moments) ->
                  pairs.computeIfAbsent(cross, c -> new CoMoments()).merge(moments));
    }

    @Override
    public void write(StateOutput out) {
      out.writeVarint(pairs.size());
      pairs.forEach(
          (cross, moments) -> {
            out.writeString(cross.x());
            out.writeString(cross.y());
            moments.write(out);
          });
    }

    @Override
    public void read(StateInput in) {
      int count = in.readCount(2);
      for (int i = 0; i < count; i++) {
        FeatureCross cross = new FeatureCross(in.readString(), in.readString());
        pairs.put(cross, CoMoments.read(in));
      }
    }

    @Override
    public void addTo(DatasetFeatureStatistics.Builder dataset) {
      pairs.entrySet().stream()
          .filter(pair -> pair.getValue().count() > 0)
          .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
          .forEach(pair -> dataset.addCrossFeatures(message(pair.getKey(), pair.getValue())));
    }

    private static CrossFeatureStatistics message(FeatureCross cross, CoMoments moments) {
      NumericCrossStatistics.Builder numbers =
          NumericCrossStatistics.newBuilder().setCovariance((float) moments.covariance());
      if (!Double.isNaN(moments.correlation())) {
        numbers.setCorrelation((float) moments.correlation());
      }
      return CrossFeatureStatistics.newBuilder()
          .setPathX(Path.newBuilder().addStep(cross.x()))
          .setPathY(Path.newBuilder().addStep(cross.y()))
          .setCount(moments.count())
          .setNumCrossStats(numbers)
          .build();
    }
  }
}
