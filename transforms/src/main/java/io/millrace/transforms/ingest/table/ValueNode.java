package io.millrace.transforms.ingest.table;

import io.millrace.records.ExampleBuilder;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/** The features that come of one column, or of a part of it. Belongs to one thread. */
abstract class ValueNode {
  /** Puts a value that stands alone; null becomes features without a value. */
  final void putOne(SpecializedGetters from, int ordinal, ExampleBuilder example)
      throws BadValueException {
    if (from.isNullAt(ordinal)) {
      putNone(example);
    } else {
      putValue(from, ordinal, example);
    }
  }

  /** Puts a value that stands alone and is not null. */
  abstract void putValue(SpecializedGetters from, int ordinal, ExampleBuilder example)
      throws BadValueException;

  /** Puts features without a value. */
  abstract void putNone(ExampleBuilder example);

  /** Empties its lists. */
  abstract void clear();

  /** Adds a value to its lists; null is none. */
  abstract void add(SpecializedGetters from, int ordinal) throws BadValueException;

  /** Puts its lists. */
  abstract void putLists(ExampleBuilder example);
}
