package io.millrace.model.evaluate;

import io.millrace.artifacts.MillraceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The evaluation as one HTML page that needs no network and no other file: verdict, overall
 * metrics, thresholds, classes, confusion matrix, slices, and the worst errors as images.
 */
final class HtmlReport {
  private static final String STYLE = "report.css";

  /** Images below this many pixels a side are shown with sharp pixels. */
  private static final int SMALL_IMAGE = 128;

  private final EvaluationResult result;
  private final Verdict verdict;
  private final SliceNames names;
  private final List<Integer> topK;
  private final Html html = new Html();

  HtmlReport(EvaluationResult result, Verdict verdict, EvaluatorOptions options) {
    this.result = result;
    this.verdict = verdict;
    this.names = new SliceNames(options.label(), options.labels());
    this.topK = options.topK();
  }

  /**
   * The page.
   *
   * @param modelUri shown at the top
   * @param data what was evaluated, such as {@code split eval of /root/examples/3}
   */
  String render(String modelUri, String data) {
    html.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .raw("<title>Evaluation: ")
        .text(verdict.fileName())
        .raw("</title>\n<style>\n")
        .raw(style())
        .raw("</style>\n</head>\n<body>\n<main>\n<header>\n<h1>Evaluation</h1>\n<p>")
        .text("Model " + modelUri)
        .raw("<br>")
        .text("Data " + data)
        .raw("</p>\n</header>\n");
    verdict();
    tiles();
    thresholds();
    classes();
    new ConfusionTable(result, html).render();
    slices();
    errors();
    html.raw("<footer>Written by Millrace; the same numbers stand beside this page in the ")
        .raw("format of TensorFlow Model Analysis.</footer>\n</main>\n</body>\n</html>\n");
    return html.toString();
  }

  private static String style() {
    try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw MillraceException.internal("The class path lacks " + STYLE, null);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void verdict() {
    html.raw("<div class=\"verdict ")
        .raw(verdict.blessed() ? "blessed" : "not-blessed")
        .raw("\"><b>")
        .text(verdict.blessed() ? "Blessed" : "Not blessed")
        .raw("</b> ")
        .text(verdict.reason())
        .raw("</div>\n");
  }

  private void tiles() {
    html.raw("<div class=\"tiles\">\n");
    SliceMetrics overall = result.overall();
    for (MetricId id : columns()) {
      html.raw("<div class=\"tile\"><span>")
          .text(title(id))
          .raw("</span><strong>")
          .text(Numbers.metric(id, overall.values().get(id)))
          .raw("</strong></div>\n");
    }
    MetricId macro = MetricId.of(MetricId.MACRO_F1_SCORE);
    html.raw("<div class=\"tile\"><span>F1, mean of classes</span><strong>")
        .text(Numbers.metric(macro, overall.values().get(macro)))
        .raw("</strong></div>\n</div>\n");
  }

  /** The metrics that the tiles and the table of slices show. */
  private List<MetricId> columns() {
    List<MetricId> ids = new ArrayList<>();
    ids.add(MetricId.of(MetricId.EXAMPLE_COUNT));
    ids.add(MetricId.of(MetricId.ACCURACY));
    ids.add(MetricId.of(MetricId.LOSS));
    topK.forEach(k -> ids.add(MetricId.topK(k)));
    return ids;
  }

  private static String title(MetricId id) {
    return switch (id.name()) {
      case MetricId.EXAMPLE_COUNT -> "Examples";
      case MetricId.ACCURACY -> "Accuracy";
      case MetricId.LOSS -> "Loss";
      default -> id.name().replaceFirst("top_(\\d+)_accuracy", "Top-$1 accuracy");
    };
  }

  private void thresholds() {
    if (verdict.thresholdsMissing()) {
      return;
    }
    html.raw("<h2>Thresholds</h2>\n<div class=\"scroll\"><table>\n<thead><tr>")
        .raw("<th class=\"name\">Metric</th><th class=\"name\">Slice</th><th>Found</th>")
        .raw("<th>Expected</th><th>Result</th></tr></thead>\n<tbody>\n");
    for (Verdict.Check check : verdict.checks()) {
      row(
          check.metric().text(result.labels()),
          check.sliceText(),
          check.known() ? Numbers.metric(check.metric(), check.found()) : "not found",
          check.bounds().text(),
          check.holds());
    }
    for (Verdict.Missing missing : verdict.missingSlices()) {
      row(
          missing.metric().text(result.labels()),
          missing.sliceText(),
          "no such slice",
          missing.bounds().text(),
          false);
    }
    html.raw("</tbody></table></div>\n");
  }

  private void row(String metric, String slice, String found, String expected, boolean holds) {
    html.raw("<tr><td class=\"name\">")
        .text(metric)
        .raw("</td><td class=\"name wrap\">")
        .text(slice)
        .raw("</td><td>")
        .text(found)
        .raw("</td><td>")
        .text(expected)
        .raw(holds ? "</td><td class=\"good\">kept" : "</td><td class=\"bad\">missed")
        .raw("</td></tr>\n");
  }

  private void classes() {
    html.raw("<h2>Classes</h2>\n<p class=\"note\">An example counts for its most probable class. ")
        .raw("Precision: how many of those put into the class belong there. Recall: how many ")
        .raw("of the class were found. F1: the harmonic mean of both.</p>\n")
        .raw("<div class=\"scroll\"><table>\n<thead><tr><th class=\"name\">Class</th>")
        .raw("<th>Examples</th><th>Predicted</th><th>Precision</th><th>Recall</th><th>F1</th>")
        .raw("</tr></thead>\n<tbody>\n");
    for (ClassMetrics c : result.overall().classes()) {
      html.raw("<tr><th class=\"name\">")
          .text(className(c.classId()))
          .raw("</th><td>")
          .text(Numbers.count(c.support()))
          .raw("</td><td>")
          .text(Numbers.count(c.predicted()))
          .raw("</td>");
      meter(c.precision());
      meter(c.recall());
      meter(c.f1());
      html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div>\n");
  }

  private String className(int id) {
    String name = MetricId.label(id, result.labels());
    return result.labels().isEmpty() ? name : id + " " + name;
  }

  /** A number between 0 and 1 with a bar below it. */
  private void meter(double value) {
    if (Double.isNaN(value)) {
      html.raw("<td class=\"meter\">–</td>");
      return;
    }
    html.raw("<td class=\"meter\">")
        .text(Numbers.decimal(value))
        .raw(String.format(Locale.ROOT, "<i style=\"--w:%.1f%%\"></i></td>", 100 * value));
  }

  private void slices() {
    if (result.slices().size() == 1) {
      return;
    }
    html.raw("<h2>Slices</h2>\n<div class=\"scroll\"><table>\n<thead><tr>")
        .raw("<th class=\"name\">Slice</th>");
    columns().forEach(id -> html.raw("<th>").text(title(id)).raw("</th>"));
    html.raw("</tr></thead>\n<tbody>\n");
    for (SliceMetrics slice : result.slices()) {
      html.raw("<tr><th class=\"name\">").text(names.text(slice.key())).raw("</th>");
      for (MetricId id : columns()) {
        double value = slice.values().get(id);
        if (id.name().equals(MetricId.EXAMPLE_COUNT) || id.name().equals(MetricId.LOSS)) {
          html.raw("<td>").text(Numbers.metric(id, value)).raw("</td>");
        } else {
          meter(value);
        }
      }
      html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div>\n");
  }

  private void errors() {
    if (result.errors().isEmpty()) {
      return;
    }
    html.raw("<h2>Worst errors</h2>\n<p class=\"note\">The wrong predictions that the model was ")
        .raw(
            "most sure of. Red: the predicted class; green: the true one.</p>\n<div class=\"gallery\">\n");
    result.errors().forEach(this::error);
    html.raw("</div>\n");
  }

  private void error(WorstError error) {
    html.raw("<figure>");
    Optional<String> image = ImageUri.of(error);
    String truth = MetricId.label(error.label(), result.labels());
    String predicted = MetricId.label(error.predicted(), result.labels());
    if (image.isPresent()) {
      boolean small = error.height() <= SMALL_IMAGE && error.width() <= SMALL_IMAGE;
      html.raw(small ? "<img class=\"small\" alt=\"" : "<img alt=\"")
          .text(truth + ", taken for " + predicted)
          .raw("\" src=\"")
          .raw(image.get())
          .raw("\">");
    } else {
      html.raw("<div class=\"none\">no image</div>");
    }
    html.raw("<figcaption><span class=\"bad\">")
        .text(predicted)
        .raw("</span> ")
        .text(percent(error.confidence()))
        .raw("<br>is <span class=\"good\">")
        .text(truth)
        .raw("</span> ")
        .text(percent(error.labelProbability()))
        .raw("<br><span class=\"place\">")
        .text(error.file() + ", example " + Numbers.count(error.record()))
        .raw("</span></figcaption></figure>\n");
  }

  private static String percent(double probability) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * probability);
  }
}
