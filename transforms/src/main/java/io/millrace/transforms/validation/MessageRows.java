package io.millrace.transforms.validation;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Messages as rows of Spark: a field is a column of its name, a repeated one an array, a message a
 * struct, an enum its name; unsigned numbers are longs, float32 is double. A field with presence
 * that is not set is null. Left out are messages that hold themselves and {@code
 * google.protobuf.Any}.
 */
final class MessageRows {
  private MessageRows() {}

  /** The columns of a message. */
  static StructType type(Descriptor message) {
    return type(message, Set.of());
  }

  private static StructType type(Descriptor message, Set<String> outer) {
    Set<String> inside = new HashSet<>(outer);
    inside.add(message.getFullName());
    List<StructField> fields = new ArrayList<>();
    for (FieldDescriptor field : message.getFields()) {
      if (isKept(field, inside)) {
        DataType type = single(field, inside);
        fields.add(
            DataTypes.createStructField(
                field.getName(),
                field.isRepeated() ? DataTypes.createArrayType(type, false) : type,
                true));
      }
    }
    return DataTypes.createStructType(fields);
  }

  private static boolean isKept(FieldDescriptor field, Set<String> inside) {
    return field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
        || (!inside.contains(field.getMessageType().getFullName())
            && !field.getMessageType().getFullName().equals("google.protobuf.Any"));
  }

  private static DataType single(FieldDescriptor field, Set<String> inside) {
    return switch (field.getJavaType()) {
      case INT, LONG -> DataTypes.LongType;
      case FLOAT, DOUBLE -> DataTypes.DoubleType;
      case BOOLEAN -> DataTypes.BooleanType;
      case BYTE_STRING -> DataTypes.BinaryType;
      case STRING, ENUM -> DataTypes.StringType;
      case MESSAGE -> type(field.getMessageType(), inside);
    };
  }

  /** The row of a message. */
  static Row row(Message message) {
    return row(message, Set.of());
  }

  private static Row row(Message message, Set<String> outer) {
    Set<String> inside = new HashSet<>(outer);
    inside.add(message.getDescriptorForType().getFullName());
    List<Object> values = new ArrayList<>();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (!isKept(field, inside)) {
        continue;
      }
      if (field.isRepeated()) {
        List<Object> list = new ArrayList<>();
        for (Object item : (List<?>) message.getField(field)) {
          list.add(value(item, inside));
        }
        values.add(list.toArray());
      } else if (field.hasPresence() && !message.hasField(field)) {
        values.add(null);
      } else {
        values.add(value(message.getField(field), inside));
      }
    }
    return RowFactory.create(values.toArray());
  }

  private static Object value(Object value, Set<String> inside) {
    if (value instanceof Message message) {
      return row(message, inside);
    }
    if (value instanceof EnumValueDescriptor constant) {
      return constant.getName();
    }
    if (value instanceof ByteString bytes) {
      return bytes.toByteArray();
    }
    if (value instanceof Integer number) {
      return number.longValue();
    }
    return value instanceof Float number ? (Object) number.doubleValue() : value;
  }
}
