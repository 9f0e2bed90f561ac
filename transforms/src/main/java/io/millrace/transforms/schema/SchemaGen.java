package io.millrace.transforms.schema;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.files.SchemaFiles;
import io.millrace.transforms.statistics.Splits;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Schema;

/**
 * Infers a schema from the statistics of the first split and widens it with those of the others, as
 * TFX does. A later split without records changes nothing (TFDV would deprecate every feature).
 *
 * <p>Where there is a curated schema, that one is the output, as it is; how the statistics of all
 * splits would widen it is reported as a difference and, on request, as a file.
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
    Storage storage = context.storage();
    List<String> splits = Splits.of(storage, input, options.excludeSplits());
    List<DatasetFeatureStatistics> statistics = new ArrayList<>();
    for (String split : splits) {
      statistics.add(StatisticsFiles.read(storage, input.uri(), split));
    }
    if (options.curatedSchema().isEmpty() && statistics.get(0).getNumExamples() == 0) {
      throw MillraceException.data(
          input.uri() + ": split '" + splits.get(0) + "' has no records to infer a schema from");
    }
    ComponentResult.Builder result = ComponentResult.builder(-1, -1);
    Schema schema;
    Schema proposal;
    if (options.curatedSchema().isPresent()) {
      String uri = options.curatedSchema().get();
      schema = SchemaFiles.at(storage, uri);
      SchemaFiles.copy(storage, uri, context.output(SCHEMA));
      proposal = SchemaInference.widen(schema, statistics, options.maxStringDomainSize());
      SchemaDiff diff = SchemaDiff.between(schema, proposal);
      result
          .headline(
              "the curated schema "
                  + uri
                  + ", unchanged; "
                  + (diff.isEmpty() ? "all data fit it" : count(diff) + " proposed"))
          .property(SCHEMA, "curated_schema", uri);
      if (!diff.isEmpty()) {
        result.table("Proposed changes", List.of("where", "field", "before", "after"), rows(diff));
      }
    } else {
      schema = infer(statistics, options);
      proposal = schema;
      SchemaFiles.write(storage, context.output(SCHEMA), schema);
      result.headline(
          schema.getFeatureCount() + " features from the splits " + String.join(", ", splits));
    }
    if (options.proposal().isPresent()) {
      SchemaFiles.replaceFile(storage, options.proposal().get(), SchemaFiles.text(proposal));
    }
    result.table("Schema", SchemaTable.COLUMNS, SchemaTable.rows(schema));
    List<Suggestion> suggestions =
        SchemaSuggestions.of(schema, statistics.get(0), options.suggest());
    if (!suggestions.isEmpty()) {
      result.table(
          "Suggestions",
          List.of("suggestion", "change", "evidence", "confidence"),
          suggestions.stream()
              .map(s -> List.<Object>of(s.name(), s.changeText(), s.evidence(), s.confidence()))
              .toList());
    }
    return result.build();
  }

  private static String count(SchemaDiff diff) {
    int changes = diff.changes().size();
    return changes == 1 ? "1 change" : changes + " changes";
  }

  private static List<List<Object>> rows(SchemaDiff diff) {
    return diff.changes().stream()
        .map(c -> List.<Object>of(c.where(), c.field(), c.before(), c.after()))
        .toList();
  }

  /**
   * The schema of datasets: inferred from the first, widened by the others.
   *
   * @param statistics at least one; the first with records
   */
  static Schema infer(List<DatasetFeatureStatistics> statistics, SchemaGenOptions options) {
    Schema first = SchemaInference.of(statistics.get(0), options);
    return SchemaInference.widen(
        first, statistics.subList(1, statistics.size()), options.maxStringDomainSize());
  }
}
