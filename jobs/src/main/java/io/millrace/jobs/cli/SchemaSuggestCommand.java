package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Nearest;
import io.millrace.transforms.schema.SchemaSuggestions;
import io.millrace.transforms.schema.Suggestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Schema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Rules beyond inference, with their evidence. */
@Command(
    name = "suggest",
    description = {
      "Suggest rules that a schema lacks, from statistics: ranges of numbers, least fractions,",
      "unique values, regular expressions, dates. Each comes with what was found and with the share",
      "of further data that will fit at least, with a probability of 95%.",
      "Nothing is written without --apply."
    },
    footer = {
      "",
      "Examples:",
      "  millrace schema suggest schema.pbtxt --statistics out/statistics",
      "  millrace schema suggest schema.pbtxt --statistics out/statistics --kind range --kind date",
      "  millrace schema suggest schema.pbtxt --statistics out/statistics --apply fare:range"
    })
final class SchemaSuggestCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final List<String> COLUMNS =
      List.of("suggestion", "change", "confidence", "evidence");

  private final Surroundings surroundings;

  @Parameters(paramLabel = "SCHEMA", description = "A .pbtxt file, or the folder of schema.pbtxt.")
  private String path;

  @Option(
      names = "--statistics",
      required = true,
      paramLabel = "PATH",
      description = "An artefact of statistics, a folder of one split, or a .pb file.")
  private String statistics;

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "The split to look at; default: train, or else the first.")
  private Optional<String> split = Optional.empty();

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only ${COMPLETION-CANDIDATES}; may be repeated.")
  private List<Suggestion.Kind> kinds = new ArrayList<>();

  @Option(
      names = "--apply",
      paramLabel = "NAME",
      description = "Write this suggestion into the schema, or all of them; may be repeated.")
  private List<String> apply = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "With --apply: write here; default: over SCHEMA.")
  private Optional<String> out = Optional.empty();

  @Mixin private final CommonOptions common = new CommonOptions();

  SchemaSuggestCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    SchemaDesk desk = new SchemaDesk(surroundings, common);
    Schema schema = desk.schema(path);
    Set<Suggestion.Kind> wanted =
        kinds.isEmpty() ? EnumSet.allOf(Suggestion.Kind.class) : EnumSet.copyOf(kinds);
    DatasetFeatureStatistics found =
        desk.statistics(statistics, split.map(List::of).orElse(List.of()))
            .values()
            .iterator()
            .next();
    List<Suggestion> suggestions = SchemaSuggestions.of(schema, found, wanted);
    if (!apply.isEmpty()) {
      apply(desk, schema, suggestions);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("suggestions", suggestions.stream().map(Suggestion::json).toList());
    List<List<Object>> rows =
        suggestions.stream()
            .map(
                s ->
                    List.<Object>of(
                        s.name(), s.changeText(), "%.4f".formatted(s.confidence()), s.evidence()))
            .toList();
    desk.print(rows.isEmpty() ? "nothing to suggest\n" : desk.table(COLUMNS, rows), json);
    return 0;
  }

  private void apply(SchemaDesk desk, Schema schema, List<Suggestion> suggestions)
      throws IOException {
    List<String> names = suggestions.stream().map(Suggestion::name).toList();
    Schema edited = schema;
    for (String name : apply) {
      if (!name.equals(ALL) && !names.contains(name)) {
        throw MillraceException.usage(
            "--apply " + name + ": no such suggestion " + Nearest.hint(name, names));
      }
    }
    for (Suggestion suggestion : suggestions) {
      if (apply.contains(ALL) || apply.contains(suggestion.name())) {
        edited = suggestion.applyTo(edited);
      }
    }
    if (out.isPresent()) {
      desk.create(out.get(), edited);
    } else {
      desk.replace(path, edited);
    }
  }
}
