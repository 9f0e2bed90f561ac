package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Nearest;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.report.FeatureDistance;
import io.millrace.transforms.report.FeatureOrder;
import io.millrace.transforms.report.NamedDataset;
import io.millrace.transforms.report.StatisticsReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows anomalies, also those that TFDV wrote; starts no Spark. */
@Command(
    name = "show",
    description = {
      "Show anomalies with their reasons, what was measured of drift and skew, and all distances",
      "from other datasets; --details has their thresholds and bounds.",
      "ANOMALIES is a folder of ExampleValidator, one of its splits, or a file: SchemaDiff.pb or",
      "anomalies.pbtxt of Millrace, TFX or TFDV, on any file system.",
      "Ends with 0, whatever it shows: it is the validator that judges."
    },
    footer = {
      "",
      "Examples:",
      "  millrace anomalies show anomalies/4",
      "  millrace anomalies show anomalies/4 --split eval --json",
      "  millrace anomalies show anomalies/4 --statistics statistics/3 --html anomalies.html"
    })
final class AnomaliesShowCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(arity = "1", paramLabel = "ANOMALIES", description = "See above.")
  private String anomalies;

  @Option(
      names = "--statistics",
      paramLabel = "PATH",
      description = "The statistics that were validated, to be shown beside.",
      order = 1)
  private Optional<String> statistics = Optional.empty();

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "Only this split. May be repeated.",
      order = 2)
  private List<String> splits = new ArrayList<>();

  @Mixin private final ReportOutput output = new ReportOutput();
  @Mixin private final CommonOptions common = new CommonOptions();

  AnomaliesShowCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Storage storage = common.storage("anomalies show");
    Map<String, Anomalies> bySplit = AnomaliesInput.read(storage, anomalies);
    for (String split : splits) {
      if (!bySplit.containsKey(split)) {
        throw MillraceException.usage(
            "--split "
                + split
                + ": found none of that name "
                + Nearest.hint(split, bySplit.keySet()));
      }
    }
    List<StatisticsInput> beside =
        statistics.isPresent()
            ? StatisticsInput.read(storage, List.of(statistics.get()))
            : List.of();
    Map<String, List<FeatureDistance>> distances = AnomaliesInput.distances(storage, anomalies);
    List<NamedDataset> named = new ArrayList<>();
    bySplit.forEach(
        (split, found) -> {
          if (splits.isEmpty() || splits.contains(split)) {
            String name = split.isEmpty() ? "data" : split;
            named.add(
                new NamedDataset(
                    name,
                    of(beside, split),
                    Optional.of(found),
                    distances.getOrDefault(split, List.of())));
          }
        });
    if (output.order == FeatureOrder.DATA) {
      output.order = FeatureOrder.ANOMALIES;
    }
    StatisticsReport report = StatisticsReport.of("Anomalies", named);
    output.show(output.select(report), storage, common, surroundings);
    return 0;
  }

  /** The statistics of a split, or of the only dataset that there is. */
  private DatasetFeatureStatistics of(List<StatisticsInput> beside, String split) {
    List<StatisticsInput> whole = beside.stream().filter(s -> s.slice().isEmpty()).toList();
    return whole.stream()
        .filter(s -> s.split().equals(split) || whole.size() == 1)
        .findFirst()
        .map(StatisticsInput::statistics)
        .orElse(DatasetFeatureStatistics.getDefaultInstance());
  }
}
