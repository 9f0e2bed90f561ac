package io.millrace.transforms.statistics.batch;

import io.millrace.artifacts.MillraceException;
import java.util.Arrays;

/** The weights of the rows of a batch. */
public final class ExampleWeights {
  private ExampleWeights() {}

  /**
   * The weight of each row: TFDV wants exactly one value, a number that is not negative.
   *
   * @param feature whose values are the weights
   * @throws MillraceException (data) if a row has none
   */
  public static double[] of(ExampleBatch batch, String feature) {
    double[] weights = new double[batch.rows()];
    Arrays.fill(weights, Double.NaN);
    Column column = batch.column(FeaturePath.of(feature));
    if (column != null && column.kind() == ValueKind.BYTES) {
      throw badWeight(batch, 0, feature, "text");
    }
    ListLevel lists = column == null ? null : column.level(0);
    for (int i = 0; lists != null && i < lists.count(); i++) {
      if (lists.length(i) == 1) {
        int at = lists.start(i);
        weights[lists.row(i)] =
            column.kind() == ValueKind.INT ? column.longs()[at] : column.doubles()[at];
      }
    }
    for (int row = 0; row < weights.length; row++) {
      if (Double.isNaN(weights[row])) {
        throw badWeight(batch, row, feature, "no number, or several");
      }
      if (weights[row] < 0 || weights[row] == Double.POSITIVE_INFINITY) {
        throw badWeight(batch, row, feature, String.valueOf(weights[row]));
      }
    }
    return weights;
  }

  private static MillraceException badWeight(
      ExampleBatch batch, int row, String feature, String found) {
    return MillraceException.data(
        "%s: feature '%s': found %s (expected: one number of zero or more in each example, as it is the weight); mend the source, or leave weight_feature out"
            .formatted(batch.place(row), feature, found));
  }
}
