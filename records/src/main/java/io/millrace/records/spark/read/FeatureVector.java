package io.millrace.records.spark.read;

import io.millrace.records.CurrentFeature;
import io.millrace.records.FeatureListsCursor;
import org.apache.spark.sql.types.DataType;

/**
 * A column of features. Each kind of access comes twice: from bytes in the plain form that writers
 * give, which answers false or below 0 for any other and never fails; and from a cursor, which
 * reads all that protobuf reads and says what does not fit.
 */
abstract class FeatureVector extends BatchVector {
  FeatureVector(DataType type) {
    super(type);
  }

  /** Sets a row to the feature whose message these bytes are; false if they are unusual. */
  abstract boolean decode(byte[] bytes, int at, int end, int row);

  /** Sets a row to a feature. */
  abstract void read(CurrentFeature feature, int row);

  /** Sets a row to the feature list whose message these bytes are; false if they are unusual. */
  boolean decodeSteps(byte[] bytes, int at, int end, int row) {
    throw new IllegalStateException(dataType() + " (expected: an array)");
  }

  /** Sets a row to the steps of a feature list. */
  void readSteps(FeatureListsCursor list, int row) {
    throw new IllegalStateException(dataType() + " (expected: an array)");
  }
}
