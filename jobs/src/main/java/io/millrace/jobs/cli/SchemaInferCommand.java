package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.files.SchemaFiles;
import io.millrace.transforms.schema.SchemaGenOptions;
import io.millrace.transforms.schema.SchemaInference;
import io.millrace.transforms.schema.SchemaTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Schema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A schema from statistics. */
@Command(
    name = "infer",
    description = {
      "Infer a schema from statistics, by TFDV's rules.",
      "From the first split with records, widened by the others."
    },
    footer = {
      "",
      "Examples:",
      "  millrace schema infer out/statistics",
      "  millrace schema infer out/statistics --split train --out schema.pbtxt",
      "  millrace schema infer FeatureStats.pb --no-shapes"
    })
final class SchemaInferCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "STATISTICS",
      description = "An artefact of statistics, a folder of one split, or a .pb file.")
  private String statistics;

  @Option(names = "--split", paramLabel = "NAME", description = "Only this split; may be repeated.")
  private List<String> splits = new ArrayList<>();

  @Option(names = "--out", paramLabel = "FILE", description = "Write here; default: stdout.")
  private Optional<String> out = Optional.empty();

  @Option(names = "--no-shapes", description = "Value counts in place of fixed shapes.")
  private boolean noShapes;

  @Option(
      names = "--max-string-domain-size",
      paramLabel = "N",
      description = "Most distinct strings that become a domain; default: 100.")
  private int maxStringDomainSize = 100;

  @Mixin private final CommonOptions common = new CommonOptions();

  SchemaInferCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    SchemaDesk desk = new SchemaDesk(surroundings, common);
    SchemaGenOptions options = new SchemaGenOptions(!noShapes, maxStringDomainSize, List.of());
    List<DatasetFeatureStatistics> filled =
        desk.statistics(statistics, splits).values().stream()
            .filter(s -> s.getNumExamples() > 0)
            .toList();
    if (filled.isEmpty()) {
      throw MillraceException.data(statistics + ": no split has records to infer a schema from");
    }
    Schema schema =
        SchemaInference.widen(
            SchemaInference.of(filled.get(0), options),
            filled.subList(1, filled.size()),
            maxStringDomainSize);
    if (out.isPresent()) {
      desk.create(out.get(), schema);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("columns", SchemaTable.COLUMNS);
    json.put("features", SchemaTable.rows(schema));
    desk.print(
        out.isPresent()
            ? desk.table(SchemaTable.COLUMNS, SchemaTable.rows(schema))
            : SchemaFiles.text(schema),
        json);
    return 0;
  }
}
