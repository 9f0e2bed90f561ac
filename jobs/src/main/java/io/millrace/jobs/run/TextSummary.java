package io.millrace.jobs.run;

import io.millrace.jobs.progress.Durations;
import io.millrace.transforms.component.ComponentResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The summary for people. */
public final class TextSummary {
  private static final int ROWS = 12;
  private static final int CELL_MAX = 48;

  private TextSummary() {}

  /**
   * The components, then their tables.
   *
   * @param verbose whether tables are shown whole
   */
  public static String of(RunReport report, boolean verbose) {
    StringBuilder text = new StringBuilder();
    text.append(report.pipeline())
        .append(": ")
        .append(report.state().name().toLowerCase(Locale.ROOT))
        .append(" in ")
        .append(Durations.words(report.time()))
        .append("\n\n");
    components(report, text);
    for (NodeReport node : report.nodes()) {
      for (ComponentResult.Table table : node.tables()) {
        text.append('\n').append(node.node()).append(": ").append(table.title()).append('\n');
        table(table, verbose, text);
      }
    }
    verdicts(report, text);
    return text.toString();
  }

  private static void components(RunReport report, StringBuilder text) {
    List<List<Object>> rows = new ArrayList<>();
    for (NodeReport node : report.nodes()) {
      List<String> uris = node.artifacts().stream().map(Workspace.Published::uri).toList();
      boolean ran = !node.time().isZero();
      rows.add(
          List.of(
              node.node(),
              node.state().name(),
              ran ? Durations.words(node.time()) : "",
              count(node.recordsIn()),
              count(node.recordsOut()),
              uris.isEmpty() ? "" : uris.get(0)));
      uris.stream().skip(1).forEach(uri -> rows.add(List.of("", "", "", "", "", uri)));
    }
    List<String> columns =
        List.of("component", "state", "time", "records in", "records out", "artefact");
    Columns.print(columns, rows, List.of(2, 3, 4), Integer.MAX_VALUE, text);
  }

  private static Object count(long records) {
    return records < 0 ? "" : records;
  }

  private static void table(ComponentResult.Table table, boolean verbose, StringBuilder text) {
    List<List<Object>> rows = table.rows();
    int shown = verbose || rows.size() <= ROWS ? rows.size() : ROWS - 1;
    List<Integer> right = new ArrayList<>();
    for (int column = 0; column < table.columns().size(); column++) {
      int at = column;
      boolean numbers = rows.stream().anyMatch(row -> row.get(at) instanceof Number);
      if (numbers && rows.stream().allMatch(row -> isNumberOrNone(row.get(at)))) {
        right.add(column);
      }
    }
    int cellMax = verbose ? Integer.MAX_VALUE : CELL_MAX;
    Columns.print(table.columns(), rows.subList(0, shown), right, cellMax, text);
    if (shown < rows.size()) {
      text.append("  ... and ").append(rows.size() - shown).append(" more (--verbose shows all)\n");
    }
  }

  private static boolean isNumberOrNone(Object cell) {
    return cell instanceof Number || cell.equals("") || cell.equals("-");
  }

  // The lines that a reader looks for first stand last, where the eye is.
  private static void verdicts(RunReport report, StringBuilder text) {
    List<String> lines = new ArrayList<>();
    for (NodeReport node : report.nodes()) {
      if (!node.headline().isEmpty()) {
        lines.add(node.node() + ": " + node.headline());
      }
      node.error()
          .ifPresent(
              e ->
                  lines.add(
                      node.node() + " " + node.state().name().toLowerCase(Locale.ROOT) + ": " + e));
    }
    if (!lines.isEmpty()) {
      text.append('\n');
      lines.forEach(line -> text.append(line).append('\n'));
    }
  }
}
