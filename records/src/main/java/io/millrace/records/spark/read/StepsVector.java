package io.millrace.records.spark.read;

import io.millrace.records.CurrentFeature;
import io.millrace.records.FeatureListsCursor;
import java.util.Arrays;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;

/** Arrays of arrays: feature lists, an inner array for each step. */
final class StepsVector extends FeatureVector {
  private final ListVector steps;
  private final boolean nullSteps;
  private int stepCount;
  private int[] starts = new int[0];
  private int[] lengths = new int[0];

  /** A step without a list is null where the type allows that, else empty. */
  StepsVector(ArrayType type, ListVector steps) {
    super(type);
    this.steps = steps;
    nullSteps = type.containsNull();
  }

  @Override
  void reserveValues(int wanted) {
    if (wanted > starts.length) {
      int larger = larger(starts.length, wanted);
      starts = Arrays.copyOf(starts, larger);
      lengths = Arrays.copyOf(lengths, larger);
    }
  }

  @Override
  void startBatch(byte[] buffer) {
    super.startBatch(buffer);
    steps.startBatch(buffer);
    stepCount = 0;
  }

  private void add(int row, int end) {
    starts[row] = stepCount;
    lengths[row] = end - stepCount;
    nulls[row] = false;
    stepCount = end;
    steps.endBatch(end);
  }

  private void closeStep(int step) {
    if (!nullSteps && steps.isNullAt(step)) {
      steps.setEmpty(step);
    }
  }

  @Override
  boolean decode(byte[] bytes, int at, int end, int row) {
    throw new IllegalStateException("a feature (expected: a feature list)");
  }

  @Override
  void read(CurrentFeature feature, int row) {
    throw new IllegalStateException("a feature (expected: a feature list)");
  }

  @Override
  boolean decodeSteps(byte[] bytes, int at, int end, int row) {
    int next = stepCount;
    int step = at;
    while (step < end) {
      long answer = bytes[step] == 0x0a ? Wire.length(bytes, step + 1, end) : Wire.UNUSUAL;
      int from = (int) answer;
      int length = (int) (answer >>> 32);
      if (answer < 0 || length > end - from) {
        return false;
      }
      steps.reserveRows(next + 1);
      if (!steps.decode(bytes, from, from + length, next)) {
        return false;
      }
      closeStep(next++);
      step = from + length;
    }
    add(row, next);
    return true;
  }

  @Override
  void readSteps(FeatureListsCursor list, int row) {
    int next = stepCount;
    while (list.nextStep()) {
      steps.reserveRows(next + 1);
      steps.read(list, next);
      closeStep(next++);
    }
    add(row, next);
  }

  @Override
  public ColumnarArray getArray(int row) {
    return nulls[row] ? null : new ColumnarArray(steps, starts[row], lengths[row]);
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return steps;
  }
}
