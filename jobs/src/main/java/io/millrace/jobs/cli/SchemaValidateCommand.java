package io.millrace.jobs.cli;

import io.millrace.transforms.schema.SchemaUpdate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Schema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What in statistics does not fit a schema. */
@Command(
    name = "validate",
    description = {
      "Show what in statistics does not fit a schema, by TFDV's rules.",
      "Ends with 1 if anything does not. Drift, skew and history: see example-validator."
    },
    footer = {
      "",
      "Examples:",
      "  millrace schema validate schema.pbtxt --statistics out/statistics",
      "  millrace schema validate schema.pbtxt --statistics serving.pb --environment SERVING --json"
    })
final class SchemaValidateCommand implements Callable<Integer> {
  private static final List<String> COLUMNS = List.of("split", "feature", "type", "description");

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

  @Option(
      names = "--environment",
      paramLabel = "NAME",
      description = "One of the schema's default_environment, such as SERVING.")
  private Optional<String> environment = Optional.empty();

  @Mixin private final CommonOptions common = new CommonOptions();

  SchemaValidateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    SchemaDesk desk = new SchemaDesk(surroundings, common);
    Schema schema = desk.schema(path);
    List<List<Object>> rows = new ArrayList<>();
    for (Map.Entry<String, DatasetFeatureStatistics> split :
        desk.statistics(statistics, splits).entrySet()) {
      add(SchemaDesk.shown(split.getKey()), schema, split.getValue(), rows);
    }
    int exitCode = rows.isEmpty() ? 0 : 1;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(
        "anomalies",
        rows.stream()
            .map(
                row -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  for (int i = 0; i < row.size(); i++) {
                    one.put(COLUMNS.get(i), row.get(i));
                  }
                  return one;
                })
            .toList());
    json.put("exit_code", exitCode);
    desk.print(rows.isEmpty() ? "no anomalies\n" : text(rows), json);
    return exitCode;
  }

  private void add(
      String split, Schema schema, DatasetFeatureStatistics found, List<List<Object>> rows) {
    SchemaUpdate update = SchemaUpdate.of(schema, found, SchemaUpdate.NEW_DOMAIN_SIZE, environment);
    if (update.dataMissing()) {
      rows.add(List.of(split, "(dataset)", "DATA_MISSING", "there are no records"));
    }
    update.datasetAnomaly().ifPresent(a -> add(split, "(dataset)", a, rows));
    update.anomalies().forEach((feature, anomaly) -> add(split, feature, anomaly, rows));
  }

  private static void add(
      String split, String feature, AnomalyInfo anomaly, List<List<Object>> rows) {
    for (AnomalyInfo.Reason reason : anomaly.getReasonList()) {
      String text =
          reason.getDescription().isEmpty() || reason.getDescription().startsWith("(")
              ? reason.getShortDescription() + " " + reason.getDescription()
              : reason.getDescription();
      rows.add(List.of(split, feature, reason.getType().name(), text.strip()));
    }
  }

  private static String text(List<List<Object>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<Object> row : rows) {
      text.append(row.get(0)).append(": ").append(row.get(1)).append(": ").append(row.get(2));
      text.append("\n    ").append(row.get(3)).append('\n');
    }
    return text.toString();
  }
}
