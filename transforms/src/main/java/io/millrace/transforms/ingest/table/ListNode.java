package io.millrace.transforms.ingest.table;

import io.millrace.records.ExampleBuilder;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;

/** An array: one list for each scalar in its elements. */
final class ListNode extends OutermostNode {
  private final ValueNode element;

  ListNode(ValueNode element) {
    this.element = element;
  }

  @Override
  void putValue(SpecializedGetters from, int ordinal, ExampleBuilder example)
      throws BadValueException {
    element.clear();
    ArrayData array = from.getArray(ordinal);
    int count = array.numElements();
    for (int i = 0; i < count; i++) {
      element.add(array, i);
    }
    element.putLists(example);
  }

  @Override
  void putNone(ExampleBuilder example) {
    element.putNone(example);
  }
}
