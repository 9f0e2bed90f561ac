package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Nearest;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.report.FeatureDistance;
import io.millrace.transforms.report.NamedDataset;
import io.millrace.transforms.report.SampleImage;
import io.millrace.transforms.report.StatisticsReport;
import io.millrace.transforms.statistics.StatisticsImages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.metadata.v0.Anomalies;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows statistics, also those that TFDV wrote; starts no Spark. */
@Command(
    name = "show",
    description = {
      "Show statistics in the terminal, as a page or as JSON; two of them are compared.",
      "STATS is a folder of StatisticsGen, one of its splits, or a file: FeatureStats.pb,",
      "stats_tfrecord or FeatureStats.pbtxt of Millrace, TFX or TFDV, on any file system."
    },
    footer = {
      "",
      "Examples:",
      "  millrace statistics show statistics/3",
      "  millrace statistics show statistics/3 --split train --feature 'trip_*'",
      "  millrace statistics show statistics/3 --sort missing",
      "  millrace statistics show statistics/3 s3a://bucket/statistics/7 --html drift.html",
      "  millrace statistics show statistics/3 --anomalies anomalies/4 --json | jq '.features[].name'"
    })
final class StatisticsShowCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(arity = "1..2", paramLabel = "STATS", description = "One or two, see above.")
  private List<String> statistics;

  @Option(
      names = "--anomalies",
      paramLabel = "PATH",
      description = "What ExampleValidator found in the first STATS: a folder or a file.",
      order = 1)
  private Optional<String> anomalies = Optional.empty();

  @Option(
      names = "--split",
      paramLabel = "NAME",
      description = "Only this split. May be repeated.",
      order = 2)
  private List<String> splits = new ArrayList<>();

  @Option(
      names = "--slice",
      paramLabel = "KEY",
      description = {
        "Only this slice. May be repeated.",
        "Default: all examples in the terminal, all slices in a page and in JSON."
      },
      order = 3)
  private List<String> slices = new ArrayList<>();

  @Option(
      names = "--label",
      paramLabel = "FEATURE",
      description = "The label, whose distribution stands first in the page.",
      order = 4)
  private Optional<String> label = Optional.empty();

  @Mixin private final ReportOutput output = new ReportOutput();
  @Mixin private final CommonOptions common = new CommonOptions();

  StatisticsShowCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Storage storage = common.storage("statistics show");
    List<StatisticsInput> found = StatisticsInput.read(storage, statistics);
    if (found.isEmpty()) {
      throw MillraceException.data(
          String.join(", ", statistics)
              + ": found no dataset (expected: "
              + StatisticsInput.EXPECTED
              + ")");
    }
    List<StatisticsInput> some = only(found, "--split", splits, StatisticsInput::split);
    some = only(some, "--slice", slices, StatisticsInput::slice);
    boolean whole = slices.isEmpty() && !common.json && output.html.isEmpty();
    int all = some.size();
    if (whole && some.stream().anyMatch(s -> s.slice().isEmpty())) {
      some = some.stream().filter(s -> s.slice().isEmpty()).toList();
    }
    List<NamedDataset> named = StatisticsInput.named(some, statistics);
    if (anomalies.isPresent()) {
      String uri = anomalies.get();
      Map<String, List<FeatureDistance>> distances = AnomaliesInput.distances(storage, uri);
      named = with(AnomaliesInput.read(storage, uri), distances, some, named, uri);
    }
    StatisticsReport report = StatisticsReport.of("Statistics", named).withLabel(label);
    if (output.html.isPresent()) {
      report = report.withImages(images(storage, some, named));
    }
    output.show(output.select(report), storage, common, surroundings);
    if (some.size() < all && !common.quiet) {
      surroundings
          .err()
          .println(
              (all - some.size() == 1 ? "1 slice is" : (all - some.size()) + " slices are")
                  + " not shown: see --slice, --html or --json.");
    }
    return 0;
  }

  /** Pages show images, where the statistics have kept some. */
  private List<SampleImage> images(
      Storage storage, List<StatisticsInput> inputs, List<NamedDataset> named) {
    List<SampleImage> images = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      String name = named.get(i).name();
      if (inputs.get(i).slice().isEmpty()) {
        try {
          images.addAll(StatisticsImages.beside(storage, name, inputs.get(i).uri()));
        } catch (MillraceException e) {
          // The statistics are whole without.
          surroundings.err().println("No images of " + name + " are shown: " + e.getMessage());
        }
      }
    }
    return images;
  }

  private static List<StatisticsInput> only(
      List<StatisticsInput> from,
      String option,
      List<String> wanted,
      Function<StatisticsInput, String> of) {
    if (wanted.isEmpty()) {
      return from;
    }
    List<String> names = from.stream().map(of).filter(n -> !n.isEmpty()).distinct().toList();
    for (String name : wanted) {
      if (!names.contains(name)) {
        throw MillraceException.usage(
            option + " " + name + ": found none of that name " + Nearest.hint(name, names));
      }
    }
    return from.stream().filter(s -> wanted.contains(of.apply(s))).toList();
  }

  /** Each split's anomalies go to the dataset of all its examples. */
  private static List<NamedDataset> with(
      Map<String, Anomalies> bySplit,
      Map<String, List<FeatureDistance>> distances,
      List<StatisticsInput> inputs,
      List<NamedDataset> named,
      String uri) {
    List<NamedDataset> all = new ArrayList<>();
    int used = 0;
    for (int i = 0; i < named.size(); i++) {
      StatisticsInput input = inputs.get(i);
      boolean candidate = input.source() == 0 && input.slice().isEmpty();
      Anomalies own =
          bySplit.size() == 1 && bySplit.containsKey("") && used == 0
              ? bySplit.get("")
              : bySplit.get(input.split());
      if (candidate && own != null) {
        used++;
        all.add(
            new NamedDataset(
                named.get(i).name(),
                input.statistics(),
                Optional.of(own),
                distances.getOrDefault(input.split(), List.of())));
      } else {
        all.add(named.get(i));
      }
    }
    if (used == 0) {
      throw MillraceException.usage(
          "--anomalies "
              + uri
              + ": found the splits "
              + bySplit.keySet()
              + " (expected: of "
              + inputs.stream().map(StatisticsInput::split).distinct().collect(Collectors.toList())
              + ", the splits shown)");
    }
    return all;
  }
}
