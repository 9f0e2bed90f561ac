package io.millrace.transforms.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeaturePresence;
import org.tensorflow.metadata.v0.FixedShape;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.ValueCount;

/** A schema as a table: one row for each feature, those in structs behind their parent. */
public final class SchemaTable {
  /** The columns. */
  public static final List<String> COLUMNS =
      List.of("feature", "type", "presence", "values", "domain");

  private SchemaTable() {}

  /** The rows, of strings. */
  public static List<List<Object>> rows(Schema schema) {
    List<List<Object>> rows = new ArrayList<>();
    add(schema, schema.getFeatureList(), List.of(), rows);
    schema
        .getSparseFeatureList()
        .forEach(
            f ->
                rows.add(
                    List.of(
                        SerializedPath.of(f.getName()),
                        "sparse",
                        f.getLifecycleStage() == LifecycleStage.DEPRECATED ? "deprecated" : "-",
                        "-",
                        f.getValueFeature().getName())));
    schema
        .getWeightedFeatureList()
        .forEach(
            f ->
                rows.add(
                    List.of(
                        SerializedPath.of(f.getName()),
                        "weighted",
                        f.getLifecycleStage() == LifecycleStage.DEPRECATED ? "deprecated" : "-",
                        "-",
                        SerializedPath.of(f.getFeature().getStepList()))));
    return rows;
  }

  private static void add(
      Schema schema, List<Feature> features, List<String> parent, List<List<Object>> rows) {
    for (Feature feature : features) {
      List<String> path = new ArrayList<>(parent);
      path.add(feature.getName());
      rows.add(
          List.of(
              SerializedPath.of(path),
              feature.getType().name(),
              presence(feature),
              values(feature),
              domain(schema, feature)));
      add(schema, feature.getStructDomain().getFeatureList(), path, rows);
    }
  }

  private static String presence(Feature feature) {
    if (SchemaTree.isDeprecated(feature.toBuilder())) {
      return feature.hasLifecycleStage()
          ? feature.getLifecycleStage().name().toLowerCase(Locale.ROOT)
          : "deprecated";
    }
    FeaturePresence presence = feature.getPresence();
    if (presence.getMinFraction() == 1) {
      return "required";
    }
    return presence.getMinFraction() > 0
        ? "in " + Found.number(presence.getMinFraction())
        : "optional";
  }

  private static String values(Feature feature) {
    if (feature.hasShape()) {
      return feature.getShape().getDimList().stream()
          .map(FixedShape.Dim::getSize)
          .map(String::valueOf)
          .collect(Collectors.joining(", ", "shape [", "]"));
    }
    if (feature.hasValueCounts()) {
      return feature.getValueCounts().getValueCountList().stream()
          .map(SchemaTable::values)
          .collect(Collectors.joining(" of "));
    }
    return values(feature.getValueCount());
  }

  private static String values(ValueCount count) {
    if (count.hasMax()) {
      return count.getMin() == count.getMax()
          ? String.valueOf(count.getMin())
          : count.getMin() + " to " + count.getMax();
    }
    return count.hasMin() ? "at least " + count.getMin() : "any";
  }

  private static String domain(Schema schema, Feature feature) {
    switch (feature.getDomainInfoCase()) {
      case DOMAIN:
        return schema.getStringDomainList().stream()
            .filter(d -> d.getName().equals(feature.getDomain()))
            .map(d -> d.getValueCount() + " strings")
            .findFirst()
            .orElse(feature.getDomain());
      case STRING_DOMAIN:
        return feature.getStringDomain().getValueCount() + " strings";
      case BOOL_DOMAIN:
        return "bool";
      case INT_DOMAIN:
        return "int"
            + range(
                feature.getIntDomain().hasMin() ? feature.getIntDomain().getMin() + "" : "",
                feature.getIntDomain().hasMax() ? feature.getIntDomain().getMax() + "" : "");
      case FLOAT_DOMAIN:
        return "float"
            + range(
                feature.getFloatDomain().hasMin()
                    ? Found.number(feature.getFloatDomain().getMin())
                    : "",
                feature.getFloatDomain().hasMax()
                    ? Found.number(feature.getFloatDomain().getMax())
                    : "");
      case DOMAININFO_NOT_SET:
        return "-";
      default:
        return feature
            .getDomainInfoCase()
            .name()
            .toLowerCase(Locale.ROOT)
            .replace("_domain", "")
            .replace('_', ' ');
    }
  }

  private static String range(String min, String max) {
    return min.isEmpty() && max.isEmpty() ? "" : " [" + min + ", " + max + "]";
  }
}
