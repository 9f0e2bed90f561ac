package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.schema.SchemaDiff;
import io.millrace.transforms.schema.SchemaEdit;
import io.millrace.transforms.schema.SchemaInference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tensorflow.metadata.v0.Schema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A schema widened until statistics fit it. */
@Command(
    name = "update",
    description = {
      "Widen a schema until statistics fit it, by TFDV's rules, and show the difference.",
      "Nothing is written without --out or --in-place."
    },
    footer = {
      "",
      "Examples:",
      "  millrace schema update schema.pbtxt --statistics out/statistics",
      "  millrace schema update schema.pbtxt --statistics out/statistics --out proposed.pbtxt",
      "  millrace schema update schema.pbtxt --statistics out/statistics --split train --in-place"
    })
final class SchemaUpdateCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "SCHEMA", description = "A .pbtxt file, or the folder of schema.pbtxt.")
  private String path;

  @Option(
      names = "--statistics",
      required = true,
      paramLabel = "PATH",
      description = "An artefact of statistics, a folder of one split, or a .pb file.")
  private String statistics;

  @Option(names = "--split", paramLabel = "NAME", description = "Only this split; may be repeated.")
  private List<String> splits = new ArrayList<>();

  @Option(names = "--out", paramLabel = "FILE", description = "Write the widened schema here.")
  private Optional<String> out = Optional.empty();

  @Option(names = "--in-place", description = "Write the widened schema over SCHEMA.")
  private boolean inPlace;

  @Option(names = "--force", description = "With --in-place: also where the schema is frozen.")
  private boolean force;

  @Option(
      names = "--max-string-domain-size",
      paramLabel = "N",
      description = "Most distinct strings of a new feature that become a domain; default: 100.")
  private int maxStringDomainSize = 100;

  @Mixin private final CommonOptions common = new CommonOptions();

  SchemaUpdateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    SchemaDesk desk = new SchemaDesk(surroundings, common);
    Schema schema = desk.schema(path);
    if (inPlace && SchemaEdit.isFrozen(schema) && !force) {
      throw MillraceException.usage(
          path
              + ": the schema is frozen and stays as it is (expected: --out FILE for a proposal, or"
              + " --force)");
    }
    Schema widened =
        SchemaInference.widen(
            schema, List.copyOf(desk.statistics(statistics, splits).values()), maxStringDomainSize);
    SchemaDiff diff = SchemaDiff.between(schema, widened);
    if (out.isPresent()) {
      desk.create(out.get(), widened);
    }
    if (inPlace && !diff.isEmpty()) {
      desk.replace(path, widened);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("changes", diff.json());
    desk.print(diff.isEmpty() ? "all data fit the schema\n" : diff.text(), json);
    return 0;
  }
}
