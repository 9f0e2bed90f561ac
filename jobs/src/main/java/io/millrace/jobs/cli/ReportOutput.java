package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Nearest;
import io.millrace.artifacts.storage.Storage;
import io.millrace.jobs.progress.Terminals;
import io.millrace.transforms.report.FeatureOrder;
import io.millrace.transforms.report.StatisticsReport;
import io.millrace.transforms.report.TextStyle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What of a report is shown, and how. */
@Command
final class ReportOutput {
  private static final int PIPED_COLUMNS = 120;

  @Option(
      names = "--feature",
      paramLabel = "PATTERN",
      description = {
        "Only features of this name, with details; * stands for any text, ? for a character.",
        "May be repeated. Steps of a nested name are joined by dots."
      },
      order = 10)
  List<String> patterns = new ArrayList<>();

  @Option(
      names = "--sort",
      paramLabel = "ORDER",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
      defaultValue = "DATA",
      order = 11)
  FeatureOrder order = FeatureOrder.DATA;

  @Option(
      names = "--details",
      description = "Histograms, quantiles and frequent values of each feature.",
      order = 12)
  boolean details;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page for the browser, on any file system.",
      order = 13)
  Optional<String> html = Optional.empty();

  @Option(
      names = "--width",
      paramLabel = "COLUMNS",
      description = "The width of the text. Default: that of the terminal.",
      order = 14)
  Optional<Integer> width = Optional.empty();

  /** The report with the features wanted only. */
  StatisticsReport select(StatisticsReport report) {
    StatisticsReport ordered = report.withOrder(order);
    if (patterns.isEmpty()) {
      return ordered;
    }
    List<String> names = ordered.featureNames();
    for (String pattern : patterns) {
      if (names.stream().noneMatch(matches(pattern))) {
        throw MillraceException.usage(
            "--feature "
                + pattern
                + ": found no such feature among "
                + names.size()
                + " "
                + Nearest.hint(pattern, names));
      }
    }
    return ordered.withFeatures(
        name -> patterns.stream().anyMatch(pattern -> matches(pattern).test(name)));
  }

  private static Predicate<String> matches(String glob) {
    String regex =
        glob.codePoints()
            .mapToObj(Character::toString)
            .map(c -> c.equals("*") ? ".*" : c.equals("?") ? "." : Pattern.quote(c))
            .collect(Collectors.joining());
    return Pattern.compile(regex, Pattern.DOTALL).asMatchPredicate();
  }

  /** Shows it. */
  void show(
      StatisticsReport report, Storage storage, CommonOptions common, Surroundings surroundings)
      throws IOException {
    if (html.isPresent()) {
      byte[] page = report.html().getBytes(StandardCharsets.UTF_8);
      storage.delete(html.get());
      storage.writeBytes(html.get(), page);
    }
    if (common.json) {
      surroundings.out().println(report.json());
    } else if (html.isPresent()) {
      if (!common.quiet) {
        surroundings.err().println("Wrote " + html.get());
      }
    } else {
      surroundings.out().print(report.text(style(surroundings.environment())));
    }
    surroundings.out().flush();
  }

  private TextStyle style(Map<String, String> environment) {
    boolean terminal = Terminals.isStdoutTerminal(environment);
    int columns =
        width.orElseGet(
            () -> Terminals.columns(environment, terminal ? 80 : PIPED_COLUMNS, terminal));
    boolean color = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new TextStyle(columns, color, details || !patterns.isEmpty());
  }
}
