package io.millrace.model.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The overall confusion matrix as a heat map, and the most frequent confusions as a list. */
final class ConfusionTable {
  /** With more classes only the list is shown. */
  private static final int MAX_MATRIX_CLASSES = 50;

  private static final int MAX_LISTED = 12;

  private static final String MATRIX_NOTE =
      "Rows: the true class; columns: the predicted one. The colour is the share of the row: blue"
          + " where right, red where wrong. ";

  /** From this share on the ground of a cell is so dark that its number is white. */
  private static final double DARK = 0.55;

  private record Cell(int actual, int predicted, long count) {}

  private final EvaluationResult result;
  private final Html html;
  private final List<Cell> cells = new ArrayList<>();
  private final Map<Integer, Long> support = new HashMap<>();

  ConfusionTable(EvaluationResult result, Html html) {
    this.result = result;
    this.html = html;
    result
        .overall()
        .confusion()
        .forEach(
            (actual, predicted, count) -> {
              cells.add(new Cell(actual, predicted, count));
              support.merge(actual, count, Long::sum);
            });
  }

  /** Adds both to the page. */
  void render() {
    html.raw("<h2>Confusion matrix</h2>\n");
    boolean withMatrix = result.classes() <= MAX_MATRIX_CLASSES;
    html.raw("<p class=\"note\">")
        .raw(withMatrix ? MATRIX_NOTE : "")
        .raw(withMatrix ? "Beside it" : "Below")
        .raw(" the pairs that are confused most often.</p>\n<div class=\"pair\">\n");
    if (withMatrix) {
      matrix();
    }
    confusions();
    html.raw("</div>\n");
  }

  private void matrix() {
    html.raw("<div class=\"scroll\"><table class=\"matrix\">\n<thead><tr><th></th>");
    boolean unpredicted =
        cells.stream().anyMatch(cell -> cell.predicted() == ConfusionCounts.NO_PREDICTION);
    for (int c = 0; c < result.classes(); c++) {
      column(MetricId.label(c, result.labels()));
    }
    if (unpredicted) {
      column("not a number");
    }
    html.raw("</tr></thead>\n<tbody>\n");
    Map<Long, Long> counts = new HashMap<>();
    cells.forEach(cell -> counts.put(pair(cell.actual(), cell.predicted()), cell.count()));
    for (int actual = 0; actual < result.classes(); actual++) {
      html.raw("<tr><th>").text(MetricId.label(actual, result.labels())).raw("</th>");
      for (int predicted = 0; predicted < result.classes(); predicted++) {
        cell(actual, predicted, counts.getOrDefault(pair(actual, predicted), 0L));
      }
      if (unpredicted) {
        int none = ConfusionCounts.NO_PREDICTION;
        cell(actual, none, counts.getOrDefault(pair(actual, none), 0L));
      }
      html.raw("</tr>\n");
    }
    html.raw("</tbody></table></div>\n");
  }

  private static long pair(int actual, int predicted) {
    return ((long) actual << 32) | (predicted + 1);
  }

  private void column(String name) {
    html.raw("<th class=\"turn\"><span>").text(name).raw("</span></th>");
  }

  private void cell(int actual, int predicted, long count) {
    if (count == 0) {
      html.raw("<td class=\"zero\">0</td>");
      return;
    }
    double share = (double) count / support.get(actual);
    // Errors are few: the square root makes small shares visible.
    double tint = actual == predicted ? share : Math.sqrt(share);
    html.raw("<td class=\"")
        .raw(actual == predicted ? "hit" : "miss")
        .raw(tint >= DARK ? " dark" : "")
        .raw(String.format(Locale.ROOT, "\" style=\"--a:%.2f\" title=\"", Math.max(0.05, tint)))
        .text(
            String.format(
                Locale.ROOT,
                "%s, taken for %s: %,d of %,d (%.1f%%)",
                MetricId.label(actual, result.labels()),
                MetricId.label(predicted, result.labels()),
                count,
                support.get(actual),
                100 * share))
        .raw("\">")
        .text(Numbers.count(count))
        .raw("</td>");
  }

  private void confusions() {
    List<Cell> wrong =
        cells.stream()
            .filter(cell -> cell.actual() != cell.predicted())
            .sorted(
                Comparator.comparingLong(Cell::count)
                    .reversed()
                    .thenComparingInt(Cell::actual)
                    .thenComparingInt(Cell::predicted))
            .limit(MAX_LISTED)
            .toList();
    if (wrong.isEmpty()) {
      return;
    }
    html.raw("<div class=\"scroll confusions\"><table>\n<thead><tr>")
        .raw("<th class=\"name\">True class</th><th class=\"name\">Taken for</th>")
        .raw("<th>Examples</th><th>Share</th></tr></thead>\n<tbody>\n");
    for (Cell cell : wrong) {
      html.raw("<tr><td class=\"name\">")
          .text(MetricId.label(cell.actual(), result.labels()))
          .raw("</td><td class=\"name\">")
          .text(
              cell.predicted() == ConfusionCounts.NO_PREDICTION
                  ? "not a number"
                  : MetricId.label(cell.predicted(), result.labels()))
          .raw("</td><td>")
          .text(Numbers.count(cell.count()))
          .raw("</td><td>")
          .text(
              String.format(
                  Locale.ROOT, "%.1f%%", 100.0 * cell.count() / support.get(cell.actual())))
          .raw("</td></tr>\n");
    }
    html.raw("</tbody></table></div>\n");
  }
}
