package io.millrace.transforms.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/** The features as lines that fit the width: where it is small, the least wanted columns go. */
final class TextTable {
  private static final int SPARK = 10;
  private static final String HEAD = "distribution";
  private static final int NUMBER = 11;
  private static final int LONGEST_NAME = 40;
  private static final int SHORTEST_NAME = 12;

  /**
   * A column.
   *
   * @param rank the higher, the sooner it goes
   */
  private record Column(
      String head,
      int width,
      int rank,
      boolean alarm,
      BiFunction<FeatureCell, Figures, String> of) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("type", 6, 5, false, (c, f) -> type(c)),
          new Column("missing", 9, 0, true, (c, f) -> share(f.missingShare())),
          new Column("zeros", 9, 1, true, (c, f) -> share(f.zeroShare())),
          new Column("distinct", 10, 6, false, (c, f) -> Texts.number(f.distinct())),
          new Column("mean", 11, 2, false, (c, f) -> number(f.mean())),
          new Column("std dev", 11, 8, false, (c, f) -> number(f.stdDev())),
          new Column("min", 11, 4, false, (c, f) -> number(f.min())),
          new Column("median", 11, 7, false, (c, f) -> number(f.median())),
          new Column("max", 11, 3, false, (c, f) -> number(f.max())));

  private final List<NamedDataset> datasets;
  private final Paint paint;
  private final List<Column> columns = new ArrayList<>(COLUMNS);
  private final int nameWidth;
  private final int datasetWidth;

  TextTable(StatisticsReport report, List<FeatureRow> rows, TextStyle style, Paint paint) {
    this.datasets = report.datasets();
    this.paint = paint;
    int longest =
        rows.stream().mapToInt(r -> Texts.visible(r.key().name()).length()).max().orElse(0);
    this.datasetWidth =
        datasets.size() == 1
            ? 0
            : 2 + Math.min(16, datasets.stream().mapToInt(d -> d.name().length()).max().orElse(0));
    int wanted = Math.min(LONGEST_NAME, Math.max(longest, "feature".length()));
    while (!columns.isEmpty() && room(style) < Math.min(wanted, SHORTEST_NAME)) {
      columns.remove(columns.stream().max(Comparator.comparingInt(Column::rank)).orElseThrow());
    }
    this.nameWidth = Math.max(SHORTEST_NAME, Math.min(wanted, room(style)));
  }

  private int room(TextStyle style) {
    int taken = columns.stream().mapToInt(c -> c.width() + 1).sum();
    return style.width() - taken - datasetWidth - 1 - HEAD.length();
  }

  String head() {
    StringBuilder line = new StringBuilder(Texts.padded("feature", nameWidth, false));
    if (datasetWidth > 0) {
      line.append(Texts.padded("  dataset", datasetWidth, false));
    }
    columns.forEach(c -> line.append(' ').append(Texts.padded(c.head(), c.width(), true)));
    return paint.bold(line.append(' ').append(HEAD).toString());
  }

  List<String> lines(FeatureRow row) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < row.cells().size(); i++) {
      FeatureCell cell = row.cells().get(i);
      Figures figures = Figures.of(cell);
      StringBuilder line = new StringBuilder();
      String name = Texts.padded(Texts.cut(row.key().name(), nameWidth), nameWidth, false);
      line.append(i == 0 ? paint.bold(name) : " ".repeat(nameWidth));
      if (datasetWidth > 0) {
        line.append(
            Texts.padded(
                "  " + Texts.cut(datasets.get(i).name(), datasetWidth - 2), datasetWidth, false));
      }
      for (Column column : columns) {
        String text = Texts.padded(column.of().apply(cell, figures), column.width(), true);
        boolean alarm = column.alarm() && text.contains("!");
        line.append(' ').append(alarm ? paint.bad(text) : text);
      }
      lines.add(line.append(' ').append(Distribution.of(cell, SPARK).spark()).toString());
    }
    return lines;
  }

  /** One that fits a column. */
  private static String number(OptionalDouble value) {
    String text = Texts.number(value);
    return text.length() <= NUMBER ? text : String.format(Locale.ROOT, "%.4e", value.getAsDouble());
  }

  private static String type(FeatureCell cell) {
    return cell.statistics()
        .map(FeatureNameStatistics::getType)
        .map(t -> t.name().toLowerCase(Locale.ROOT))
        .orElse("-");
  }

  /** Marked, so that it stands out without colour. */
  private static String share(OptionalDouble share) {
    if (share.isEmpty()) {
      return "-";
    }
    return (share.getAsDouble() > 0 ? "!" : "") + Texts.percent(share.getAsDouble());
  }
}
