package io.millrace.jobs.cli;

import io.millrace.artifacts.Publication;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.statistics.StatisticsMerge;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Merges statistics by their sketches; reads no examples and starts no Spark. */
@Command(
    name = "merge",
    description = {
      "Merge statistics, of spans for example, without reading the data again.",
      "STATS are folders of StatisticsGen, in the order of their data; splits of one name become",
      "one. What was exact stays exact, the rest is within the bounds that the result states."
    },
    footer = {
      "",
      "Examples:",
      "  millrace statistics merge statistics/3 statistics/7 --output week",
      "  millrace statistics merge s3a://bucket/statistics/1 s3a://bucket/statistics/2 \\",
      "      --output s3a://bucket/merged && millrace statistics show s3a://bucket/merged"
    })
final class StatisticsMergeCommand implements Callable<Integer> {
  private static final String OUTPUT = "statistics";

  private final Surroundings surroundings;

  @Parameters(arity = "1..*", paramLabel = "STATS", description = "One or more, see above.")
  private List<String> statistics;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "OUT",
      description = "The folder of the new artefact; must not exist.",
      order = 1)
  private String output;

  @Mixin private final CommonOptions common = new CommonOptions();

  StatisticsMergeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Storage storage = common.storage("statistics merge");
    List<String> inputs = statistics.stream().map(SchemaDesk::absolute).toList();
    String target = SchemaDesk.absolute(output);
    ComponentResult result;
    try (Publication publication = Publication.stage(storage, Map.of(OUTPUT, target))) {
      result = StatisticsMerge.merge(storage, inputs, publication.outputs().get(OUTPUT));
      publication.publish();
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("statistics", target);
    json.put("merged", inputs.size());
    json.put("records", result.recordsIn());
    common.print(
        surroundings,
        "merged %d statistics into %s: %s%n".formatted(inputs.size(), output, result.headline()),
        json);
    return 0;
  }
}
