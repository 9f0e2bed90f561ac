package io.millrace.transforms.schema;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.statistics.Splits;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FixedShape;
import org.tensorflow.metadata.v0.LifecycleStage;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.ValueCount;

/**
 * Infers a schema from the statistics of the first split and widens it with those of the others, as
 * TFX does. A later split without records changes nothing (TFDV would deprecate every feature).
 */
public final class SchemaGen implements Component<SchemaGenOptions> {
  private static final String STATISTICS = "statistics";
  private static final String SCHEMA = "schema";

  @Override
  public ComponentSpec<SchemaGenOptions> spec() {
    return new ComponentSpec<>(
        "SchemaGen",
        "Infers a schema from statistics.",
        List.of(
            Channel.required(
                STATISTICS, ArtifactType.EXAMPLE_STATISTICS, "Statistics of each split.")),
        List.of(Channel.required(SCHEMA, ArtifactType.SCHEMA, "The schema.")),
        SchemaGenOptions.class);
  }

  @Override
  public ComponentResult run(ComponentContext<SchemaGenOptions> context) throws IOException {
    InputArtifact input = context.input(STATISTICS);
    SchemaGenOptions options = context.options();
    List<String> splits = Splits.of(context.storage(), input, options.excludeSplits());
    List<DatasetFeatureStatistics> statistics = new ArrayList<>();
    for (String split : splits) {
      statistics.add(StatisticsFiles.read(context.storage(), input.uri(), split));
    }
    if (statistics.get(0).getNumExamples() == 0) {
      throw MillraceException.data(
          input.uri() + ": split '" + splits.get(0) + "' has no records to infer a schema from");
    }
    Schema schema = infer(statistics, options);
    SchemaFiles.write(context.storage(), context.output(SCHEMA), schema);
    return ComponentResult.builder(-1, -1)
        .headline(
            schema.getFeatureCount() + " features from the splits " + String.join(", ", splits))
        .table("Schema", List.of("feature", "type", "presence", "values", "domain"), rows(schema))
        .build();
  }

  /**
   * The schema of datasets: inferred from the first, widened by the others.
   *
   * @param statistics at least one; the first with records
   */
  static Schema infer(List<DatasetFeatureStatistics> statistics, SchemaGenOptions options) {
    SchemaInference inference =
        new SchemaInference(options.inferFeatureShape(), options.maxStringDomainSize());
    Schema schema = inference.infer(statistics.get(0));
    for (DatasetFeatureStatistics later : statistics.subList(1, statistics.size())) {
      schema = SchemaUpdate.of(schema, later, options.maxStringDomainSize()).updated();
    }
    return schema;
  }

  private static List<List<Object>> rows(Schema schema) {
    List<List<Object>> rows = new ArrayList<>();
    for (Feature feature : schema.getFeatureList()) {
      rows.add(
          List.of(
              feature.getName(),
              feature.getType().name(),
              presence(feature),
              values(feature),
              domain(schema, feature)));
    }
    return rows;
  }

  private static String presence(Feature feature) {
    if (feature.getLifecycleStage() == LifecycleStage.DEPRECATED) {
      return "deprecated";
    }
    return feature.getPresence().getMinFraction() == 1 ? "required" : "optional";
  }

  private static String values(Feature feature) {
    if (feature.hasShape()) {
      return feature.getShape().getDimList().stream()
          .map(FixedShape.Dim::getSize)
          .map(String::valueOf)
          .collect(Collectors.joining(", ", "shape [", "]"));
    }
    ValueCount count = feature.getValueCount();
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
            .orElse("-");
      case BOOL_DOMAIN:
        return "bool";
      case INT_DOMAIN:
        return "int";
      case FLOAT_DOMAIN:
        return "float";
      case DOMAININFO_NOT_SET:
        return "-";
      default:
        return feature.getDomainInfoCase().name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
