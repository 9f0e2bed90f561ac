package io.millrace.transforms.ingest.table;

import io.millrace.records.ExampleBuilder;
import java.util.Arrays;
import java.util.Comparator;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;

/**
 * A map: the list of its keys, and one list for each scalar in its values, in the order of the keys
 * (numbers by value, text by its UTF-8 bytes). Spark keeps no order of its own.
 */
final class MapNode extends OutermostNode {
  private final Leaf keys;
  private final Scalar keyType;
  private final ValueNode values;

  MapNode(Leaf keys, Scalar keyType, ValueNode values) {
    this.keys = keys;
    this.keyType = keyType;
    this.values = values;
  }

  @Override
  void putValue(SpecializedGetters from, int ordinal, ExampleBuilder example)
      throws BadValueException {
    keys.clear();
    values.clear();
    MapData map = from.getMap(ordinal);
    ArrayData keyArray = map.keyArray();
    ArrayData valueArray = map.valueArray();
    Integer[] order = new Integer[map.numElements()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, byKey(keyArray));
    for (int i : order) {
      keys.add(keyArray, i);
      values.add(valueArray, i);
    }
    keys.putLists(example);
    values.putLists(example);
  }

  private Comparator<Integer> byKey(ArrayData array) {
    return switch (keyType) {
      case BOOLEAN -> Comparator.comparing(array::getBoolean);
      case BYTE -> Comparator.comparing(array::getByte);
      case SHORT -> Comparator.comparing(array::getShort);
      case INT -> Comparator.comparing(array::getInt);
      case LONG -> Comparator.comparing(array::getLong);
      case FLOAT -> Comparator.comparing(array::getFloat);
      case DOUBLE -> Comparator.comparing(array::getDouble);
      case BINARY -> (a, b) -> Arrays.compareUnsigned(array.getBinary(a), array.getBinary(b));
      default -> Comparator.comparing(array::getUTF8String);
    };
  }

  @Override
  void putNone(ExampleBuilder example) {
    keys.putNone(example);
    values.putNone(example);
  }
}
