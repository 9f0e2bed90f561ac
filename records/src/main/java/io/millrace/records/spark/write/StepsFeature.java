package io.millrace.records.spark.write;

import static io.millrace.records.spark.write.FrameBuffer.LENGTH_DELIMITED_1;
import static io.millrace.records.spark.write.FrameBuffer.delimitedSize;

import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** An array as a tf.FeatureList, each element as a feature of its own. */
final class StepsFeature extends FeatureEncoder {
  private final FeatureEncoder step;
  private final boolean nullable;
  private ArrayData steps;
  private int count;

  StepsFeature(FeatureEncoder step, boolean nullable) {
    this.step = step;
    this.nullable = nullable;
  }

  @Override
  long measure(SpecializedGetters from, int ordinal) {
    steps = from.getArray(ordinal);
    count = steps.numElements();
    if (nullable) {
      ArrayNulls.check(steps, count);
    }
    long size = 0;
    for (int i = 0; i < count; i++) {
      size += delimitedSize(step.measure(steps, i));
    }
    return size;
  }

  @Override
  void write(FrameBuffer out) {
    for (int i = 0; i < count; i++) {
      out.put(LENGTH_DELIMITED_1);
      out.putVarint(step.measure(steps, i));
      step.write(out);
    }
  }
}
