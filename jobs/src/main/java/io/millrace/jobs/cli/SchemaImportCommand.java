package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.files.SchemaFiles;
import io.millrace.transforms.schema.SchemaEdit;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tensorflow.metadata.v0.Schema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A hand-written schema, or that of TFX, as an artefact. */
@Command(
    name = "import",
    description = {
      "Make a Schema artefact of a schema that was written by hand, or by TFX: a folder with",
      "schema.pbtxt in it, byte by byte the same. The schema is checked first."
    },
    footer = {
      "",
      "Examples:",
      "  millrace schema import schema.pbtxt out/schema",
      "  millrace schema import tfx-root/SchemaGen/schema/3 out/schema"
    })
final class SchemaImportCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      index = "0",
      paramLabel = "SCHEMA",
      description = "A .pbtxt file, or the folder of schema.pbtxt.")
  private String path;

  @Parameters(index = "1", paramLabel = "OUT", description = "The folder of the artefact; new.")
  private String out;

  @Option(names = "--force", description = "Also where something is wrong with the schema.")
  private boolean force;

  @Mixin private final CommonOptions common = new CommonOptions();

  SchemaImportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    SchemaDesk desk = new SchemaDesk(surroundings, common);
    Schema schema = desk.schema(path);
    List<String> problems = SchemaEdit.problems(schema);
    if (!problems.isEmpty() && !force) {
      throw MillraceException.data(
          path
              + ": "
              + String.join("; ", problems)
              + " (expected: a schema that is right on its own; mend it, or use --force)");
    }
    Storage storage = desk.storage();
    String folder = SchemaDesk.absolute(out);
    if (storage.exists(Storage.resolve(folder, SchemaFiles.FILE_NAME))) {
      throw MillraceException.usage(out + ": holds a schema already (expected: a new folder)");
    }
    SchemaFiles.copy(storage, SchemaDesk.absolute(path), folder);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", folder);
    json.put("features", schema.getFeatureCount());
    json.put("problems", problems);
    desk.print("imported " + schema.getFeatureCount() + " features into " + out + "\n", json);
    return 0;
  }
}
