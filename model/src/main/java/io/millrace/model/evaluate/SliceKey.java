package io.millrace.model.evaluate;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.tensorflow.model_analysis.SingleSliceKey;

/**
 * The name of a slice: columns, sorted by name, and the value of each. No column is the overall
 * slice.
 */
record SliceKey(List<Column> columns) {
  /** The slice of all examples. */
  static final SliceKey OVERALL = new SliceKey(List.of());

  private static final int MAX_TEXT_BYTES = 64;

  /** One column; the value is a {@code Long}, a {@code Float} or a {@code ByteString}. */
  record Column(String name, Object value) {
    /** The value as text: UTF-8 where the bytes are, else hexadecimal digits. */
    String text() {
      return value instanceof ByteString bytes ? bytesText(bytes) : String.valueOf(value);
    }

    private static String bytesText(ByteString bytes) {
      if (bytes.size() <= MAX_TEXT_BYTES && bytes.isValidUtf8()) {
        return bytes.toStringUtf8();
      }
      byte[] shown = bytes.substring(0, Math.min(bytes.size(), MAX_TEXT_BYTES)).toByteArray();
      return HexFormat.of().formatHex(shown) + (shown.length < bytes.size() ? "..." : "");
    }

    private SingleSliceKey proto() {
      SingleSliceKey.Builder key = SingleSliceKey.newBuilder().setColumn(name);
      if (value instanceof Long number) {
        key.setInt64Value(number);
      } else if (value instanceof Float number) {
        key.setFloatValue(number);
      } else {
        key.setBytesValue((ByteString) value);
      }
      return key.build();
    }
  }

  SliceKey {
    columns = List.copyOf(columns);
  }

  boolean overall() {
    return columns.isEmpty();
  }

  /** The column names. */
  List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /** {@code overall}, {@code label=6} or {@code colour=red, label=6}. */
  String text() {
    if (overall()) {
      return "overall";
    }
    List<String> parts = new ArrayList<>(columns.size());
    for (Column column : columns) {
      parts.add(column.name() + "=" + column.text());
    }
    return String.join(", ", parts);
  }

  /** The message of TensorFlow Model Analysis. */
  org.tensorflow.model_analysis.SliceKey proto() {
    var key = org.tensorflow.model_analysis.SliceKey.newBuilder();
    columns.forEach(column -> key.addSingleSliceKeys(column.proto()));
    return key.build();
  }
}
