package io.millrace.records.spark.read;

import io.millrace.records.CurrentFeature;
import io.millrace.records.FeatureKind;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;

/** Single values: a scalar column, or the elements of arrays one after the other. */
abstract class ValueVector extends FeatureVector {
  ValueVector(DataType type) {
    super(type);
  }

  /**
   * Appends the values of the feature whose message these bytes are, from an index on.
   *
   * @return how many, {@link Wire#NO_LIST} or {@link Wire#UNUSUAL}
   */
  abstract int append(byte[] bytes, int at, int end, int index);

  /** Whether the column takes values of this kind. */
  abstract boolean takes(FeatureKind kind);

  /** What the column takes, for messages. */
  abstract String expectedKind();

  /** Appends all values of a feature of a kind that the column takes; there is room for them. */
  abstract void appendValues(CurrentFeature feature, int index);

  /** Appends all values of a feature that has a list; says how many. */
  final int append(CurrentFeature feature, int index) {
    if (!takes(feature.kind())) {
      throw new MismatchException(
          feature.kind().name().toLowerCase(Locale.ROOT) + " values",
          expectedKind() + " values, since the column is " + dataType().catalogString(),
          "correct the schema");
    }
    int count = feature.valueCount();
    reserveValues(Math.addExact(index, count));
    appendValues(feature, index);
    return count;
  }

  /** A feature without a list, and an empty list, are null. */
  @Override
  final void read(CurrentFeature feature, int row) {
    if (feature.kind() == FeatureKind.NONE) {
      nulls[row] = true;
      return;
    }
    int count = feature.valueCount();
    if (count > 1 && takes(feature.kind())) {
      throw new MismatchException(
          "%,d values".formatted(count),
          "1",
          "declare the column as array<" + dataType().catalogString() + ">");
    }
    nulls[row] = append(feature, row) == 0;
  }
}
