package io.millrace.transforms.ingest.table;

import io.millrace.records.ExampleBuilder;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/** A value of several elements; {@link TableColumns} refuses it within another one. */
abstract class OutermostNode extends ValueNode {
  @Override
  final void clear() {
    throw nested();
  }

  @Override
  final void add(SpecializedGetters from, int ordinal) {
    throw nested();
  }

  @Override
  final void putLists(ExampleBuilder example) {
    throw nested();
  }

  private static IllegalStateException nested() {
    return new IllegalStateException("a list or map in a list (expected: refused before)");
  }
}
