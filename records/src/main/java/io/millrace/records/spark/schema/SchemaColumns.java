package io.millrace.records.spark.schema;

import io.millrace.records.spark.options.RecordType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns that a parsed schema.pbtxt stands for; the rules are those of {@link SchemaFile}. */
final class SchemaColumns {
  private static final String SEQUENCE = "##SEQUENCE##";
  private static final Set<String> MEDIA = Set.of("image_domain", "audio_domain", "video_domain");

  /** By name and, since the text format allows it, by number. */
  private static final Set<String> LEFT_OUT =
      Set.of("PLANNED", "ALPHA", "DEPRECATED", "DEBUG_ONLY", "DISABLED", "1", "2", "5", "6", "7");

  private final RecordType recordType;
  private final Map<String, DataType> columns = new LinkedHashMap<>();

  SchemaColumns(RecordType recordType) {
    this.recordType = recordType;
  }

  StructType of(TextMessage schema) {
    for (TextMessage feature : schema.messages("feature")) {
      if (isLeftOut(feature)) {
        continue;
      }
      String name = name(feature);
      String type = type(feature, name);
      if (!type.equals("STRUCT")) {
        add(feature, name, isScalar(feature) ? value(feature, type) : array(value(feature, type)));
      } else if (name.equals(SEQUENCE)) {
        addLists(feature);
      } else {
        throw feature.wrong(
            "feature '%s': found type STRUCT".formatted(name),
            "BYTES, INT or FLOAT; the only struct of a tf.train example is " + SEQUENCE);
      }
    }
    StructType columnsInOrder = new StructType();
    for (var column : columns.entrySet()) {
      columnsInOrder = columnsInOrder.add(column.getKey(), column.getValue(), true);
    }
    return columnsInOrder;
  }

  private void addLists(TextMessage sequence) {
    if (recordType != RecordType.SEQUENCE_EXAMPLE) {
      throw sequence.wrong(
          "found feature lists, in %s, for records of type %s".formatted(SEQUENCE, recordType),
          "recordType=" + RecordType.SEQUENCE_EXAMPLE);
    }
    Optional<TextMessage> domain = sequence.message("struct_domain");
    for (TextMessage list : domain.map(d -> d.messages("feature")).orElse(List.of())) {
      if (isLeftOut(list)) {
        continue;
      }
      String name = name(list);
      String type = type(list, name);
      if (type.equals("STRUCT")) {
        throw list.wrong("feature list '%s': found type STRUCT".formatted(name), "no struct");
      }
      add(list, name, array(array(value(list, type))));
    }
  }

  private void add(TextMessage feature, String name, DataType type) {
    if (columns.put(name, type) != null) {
      throw feature.wrong("feature '%s' a second time".formatted(name), "each name once");
    }
  }

  private static boolean isLeftOut(TextMessage feature) {
    boolean deprecated =
        feature.text("deprecated").filter(Set.of("true", "True", "t", "1")::contains).isPresent();
    return deprecated || feature.text("lifecycle_stage").filter(LEFT_OUT::contains).isPresent();
  }

  private static String name(TextMessage feature) {
    return feature.text("name").orElseThrow(() -> feature.wrong("a feature", "one with a name"));
  }

  private static String type(TextMessage feature, String name) {
    String type = feature.text("type").orElse("none");
    return switch (type) {
      case "BYTES", "1" -> "BYTES";
      case "INT", "2" -> "INT";
      case "FLOAT", "3" -> "FLOAT";
      case "STRUCT", "4" -> "STRUCT";
      default ->
          throw feature.wrong(
              "feature '%s': found type %s".formatted(name, type), "BYTES, INT or FLOAT");
    };
  }

  private static DataType value(TextMessage feature, String type) {
    return switch (type) {
      case "INT" -> DataTypes.LongType;
      case "FLOAT" -> DataTypes.FloatType;
      default ->
          MEDIA.stream().anyMatch(feature::has) ? DataTypes.BinaryType : DataTypes.StringType;
    };
  }

  private static boolean isScalar(TextMessage feature) {
    Optional<TextMessage> shape = feature.message("shape");
    if (shape.isPresent()) {
      return shape.get().messages("dim").stream()
          .allMatch(dim -> dim.number("size").orElse(0L) == 1);
    }
    Optional<TextMessage> count = feature.message("value_count");
    if (count.isEmpty()) {
      List<TextMessage> levels =
          feature.message("value_counts").map(c -> c.messages("value_count")).orElse(List.of());
      count = levels.size() == 1 ? Optional.of(levels.get(0)) : Optional.empty();
    }
    return count.isPresent()
        && count.get().number("min").orElse(0L) == 1
        && count.get().number("max").orElse(0L) == 1;
  }

  private static DataType array(DataType element) {
    return DataTypes.createArrayType(element, true);
  }
}
