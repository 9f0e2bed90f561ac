package io.millrace.jobs.cli;

import io.millrace.transforms.schema.SchemaEdit;
import io.millrace.transforms.schema.SchemaTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tensorflow.metadata.v0.Schema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A schema as a table. */
@Command(
    name = "show",
    description = "Show a schema as a table, and what is wrong with it on its own.",
    footer = {"", "Examples:", "  millrace schema show schema.pbtxt"})
final class SchemaShowCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "SCHEMA", description = "A .pbtxt file, or the folder of schema.pbtxt.")
  private String path;

  @Mixin private final CommonOptions common = new CommonOptions();

  SchemaShowCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    SchemaDesk desk = new SchemaDesk(surroundings, common);
    Schema schema = desk.schema(path);
    List<List<Object>> rows = SchemaTable.rows(schema);
    List<String> problems = SchemaEdit.problems(schema);
    StringBuilder text = new StringBuilder(desk.table(SchemaTable.COLUMNS, rows));
    if (schema.getDefaultEnvironmentCount() > 0) {
      text.append("environments: ")
          .append(String.join(", ", schema.getDefaultEnvironmentList()))
          .append('\n');
    }
    problems.forEach(p -> text.append("! ").append(p).append('\n'));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("columns", SchemaTable.COLUMNS);
    json.put("features", rows);
    json.put("environments", schema.getDefaultEnvironmentList());
    json.put("frozen", SchemaEdit.isFrozen(schema));
    json.put("problems", problems);
    desk.print(text.toString(), json);
    return 0;
  }
}
