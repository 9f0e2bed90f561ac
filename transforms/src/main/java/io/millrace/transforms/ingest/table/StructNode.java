package io.millrace.transforms.ingest.table;

import io.millrace.records.ExampleBuilder;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/** The fields of a struct, each as features of its own. */
final class StructNode extends ValueNode {
  private final String name;
  private final ValueNode[] fields;

  StructNode(String name, List<ValueNode> fields) {
    this.name = name;
    this.fields = fields.toArray(ValueNode[]::new);
  }

  @Override
  void putValue(SpecializedGetters from, int ordinal, ExampleBuilder example)
      throws BadValueException {
    InternalRow struct = from.getStruct(ordinal, fields.length);
    for (int i = 0; i < fields.length; i++) {
      fields[i].putOne(struct, i, example);
    }
  }

  @Override
  void putNone(ExampleBuilder example) {
    for (ValueNode field : fields) {
      field.putNone(example);
    }
  }

  @Override
  void clear() {
    for (ValueNode field : fields) {
      field.clear();
    }
  }

  @Override
  void add(SpecializedGetters from, int ordinal) throws BadValueException {
    if (from.isNullAt(ordinal)) {
      throw BadValueException.nullInList(name);
    }
    InternalRow struct = from.getStruct(ordinal, fields.length);
    for (int i = 0; i < fields.length; i++) {
      fields[i].add(struct, i);
    }
  }

  @Override
  void putLists(ExampleBuilder example) {
    for (ValueNode field : fields) {
      field.putLists(example);
    }
  }
}
