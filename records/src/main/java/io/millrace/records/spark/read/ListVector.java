package io.millrace.records.spark.read;

import io.millrace.records.CurrentFeature;
import io.millrace.records.FeatureKind;
import io.millrace.records.FeatureListsCursor;
import java.util.Arrays;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;

/** Arrays of values: the list of a feature, or a feature list with one value a step. */
final class ListVector extends FeatureVector {
  private final ValueVector elements;
  private int elementCount;
  private int[] starts = new int[0];
  private int[] lengths = new int[0];

  ListVector(ArrayType type, ValueVector elements) {
    super(type);
    this.elements = elements;
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
    elements.startBatch(buffer);
    elementCount = 0;
  }

  private void add(int row, int count) {
    starts[row] = elementCount;
    lengths[row] = count;
    nulls[row] = false;
    elementCount += count;
  }

  @Override
  boolean decode(byte[] bytes, int at, int end, int row) {
    int count = elements.append(bytes, at, end, elementCount);
    if (count >= 0) {
      add(row, count);
      return true;
    }
    nulls[row] = true;
    return count == Wire.NO_LIST;
  }

  @Override
  void read(CurrentFeature feature, int row) {
    if (feature.kind() == FeatureKind.NONE) {
      nulls[row] = true;
    } else {
      add(row, elements.append(feature, elementCount));
    }
  }

  @Override
  boolean decodeSteps(byte[] bytes, int at, int end, int row) {
    int next = elementCount;
    int step = at;
    while (step < end) {
      long answer = bytes[step] == 0x0a ? Wire.length(bytes, step + 1, end) : Wire.UNUSUAL;
      int from = (int) answer;
      int length = (int) (answer >>> 32);
      if (answer < 0
          || length > end - from
          || elements.append(bytes, from, from + length, next++) != 1) {
        return false;
      }
      step = from + length;
    }
    add(row, next - elementCount);
    return true;
  }

  @Override
  void readSteps(FeatureListsCursor list, int row) {
    int next = elementCount;
    while (list.nextStep()) {
      int count = list.kind() == FeatureKind.NONE ? 0 : elements.append(list, next);
      if (count != 1) {
        throw new MismatchException(
            "%,d values in step %,d".formatted(count, next - elementCount),
            "1 in each step of a feature list",
            "declare the column as array<" + dataType().catalogString() + ">");
      }
      next++;
    }
    add(row, next - elementCount);
  }

  /** Makes a row an empty array. */
  void setEmpty(int row) {
    add(row, 0);
  }

  @Override
  public ColumnarArray getArray(int row) {
    return nulls[row] ? null : new ColumnarArray(elements, starts[row], lengths[row]);
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    return elements;
  }
}
