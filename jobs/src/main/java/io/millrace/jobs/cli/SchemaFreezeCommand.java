package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.schema.SchemaDiff;
import io.millrace.transforms.schema.SchemaEdit;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tensorflow.metadata.v0.Schema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An inferred schema becomes the curated one. */
@Command(
    name = "freeze",
    description = {
      "Make an inferred schema the curated one: features that are deprecated and domains that",
      "nobody uses go, and its annotation says that it is frozen, where it came from and when.",
      "A frozen schema is not widened in place."
    },
    footer = {
      "",
      "Examples:",
      "  millrace schema freeze out/schema --out schema.pbtxt",
      "  millrace schema freeze schema.pbtxt --in-place --note 'reviewed by the data team'"
    })
final class SchemaFreezeCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "SCHEMA", description = "A .pbtxt file, or the folder of schema.pbtxt.")
  private String path;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the curated schema here.")
  private Optional<String> out = Optional.empty();

  @Option(names = "--in-place", description = "Write the curated schema over SCHEMA.")
  private boolean inPlace;

  @Option(names = "--note", paramLabel = "TEXT", description = "Recorded with it.")
  private Optional<String> note = Optional.empty();

  @Mixin private final CommonOptions common = new CommonOptions();

  SchemaFreezeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if (out.isPresent() == inPlace) {
      throw MillraceException.usage("--out FILE or --in-place (expected: one of them)");
    }
    SchemaDesk desk = new SchemaDesk(surroundings, common);
    Schema schema = desk.schema(path);
    String origin =
        "frozen from "
            + path
            + " at "
            + Instant.now().truncatedTo(ChronoUnit.SECONDS)
            + note.map(n -> ": " + n).orElse("");
    Schema frozen = SchemaEdit.frozen(schema, origin);
    if (out.isPresent()) {
      desk.create(out.get(), frozen);
    } else {
      desk.replace(path, frozen);
    }
    SchemaDiff diff = SchemaDiff.between(schema, frozen);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("changes", diff.json());
    desk.print(diff.text(), json);
    return 0;
  }
}
