package io.millrace.jobs.cli;

import io.millrace.transforms.schema.SchemaDiff;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What two schemas say differently. */
@Command(
    name = "diff",
    description = {
      "Show what two schemas say differently; the order of entries and values does not count.",
      "Ends with 1 if there is a difference."
    },
    footer = {
      "",
      "Examples:",
      "  millrace schema diff schema.pbtxt out/schema",
      "  millrace schema diff old.pbtxt new.pbtxt --json"
    })
final class SchemaDiffCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "A", description = "The schema before.")
  private String before;

  @Parameters(index = "1", paramLabel = "B", description = "The schema after.")
  private String after;

  @Mixin private final CommonOptions common = new CommonOptions();

  SchemaDiffCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    SchemaDesk desk = new SchemaDesk(surroundings, common);
    SchemaDiff diff = SchemaDiff.between(desk.schema(before), desk.schema(after));
    int exitCode = diff.isEmpty() ? 0 : 1;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("changes", diff.json());
    json.put("exit_code", exitCode);
    desk.print(diff.text(), json);
    return exitCode;
  }
}
