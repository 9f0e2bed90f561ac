package io.millrace.transforms.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;

/** A feature as a block of text: its figures, its distribution, its anomalies. */
final class FeatureText {
  static final String INDENT = "  ";
  private static final int MOST_BARS = 20;
  private static final int MOST_CHARS = 600;
  private static final int FIGURE = 22;
  private static final int LONGEST_LABEL = 30;

  private final List<NamedDataset> datasets;
  private final TextStyle style;
  private final Paint paint;
  private final TextReport report;

  FeatureText(StatisticsReport statistics, TextStyle style, Paint paint, TextReport report) {
    this.datasets = statistics.datasets();
    this.style = style;
    this.paint = paint;
    this.report = report;
  }

  String of(FeatureRow row) {
    StringBuilder text = new StringBuilder();
    String type =
        row.cells().stream()
            .flatMap(c -> c.statistics().stream())
            .map(f -> f.getType().name().toLowerCase(Locale.ROOT))
            .distinct()
            .collect(Collectors.joining(", "));
    text.append(paint.bold(Texts.cut(row.key().name(), style.width() - 20)))
        .append(type.isEmpty() ? missing() : " (" + type + ")")
        .append('\n');
    report.anomalies(row, text);
    for (int i = 0; i < datasets.size(); i++) {
      FeatureCell cell = row.cells().get(i);
      if (cell.statistics().isPresent()) {
        if (datasets.size() > 1) {
          text.append(INDENT)
              .append(paint.bold(Texts.visible(datasets.get(i).name())))
              .append('\n');
        }
        appendFigures(cell, text);
        appendBars(cell, text);
        appendCustom(cell.statistics().get(), text);
      }
    }
    return text.append('\n').toString();
  }

  /** Without statistics nothing is known. */
  private String missing() {
    return datasets.stream().anyMatch(NamedDataset::isCounted) ? " (not in the data)" : "";
  }

  private void appendFigures(FeatureCell cell, StringBuilder text) {
    Figures figures = Figures.of(cell);
    List<String> items = new ArrayList<>();
    cell.common()
        .ifPresent(
            common -> {
              items.add("present " + Texts.number(common.getNumNonMissing()));
              items.add(
                  common.getNumMissing() == 0
                      ? "missing 0"
                      : "!missing "
                          + Texts.number(common.getNumMissing())
                          + " ("
                          + Texts.percent(figures.missingShare().orElse(0))
                          + ")");
              items.add("values " + values(common));
            });
    if (figures.mean().isPresent()) {
      items.add("mean " + Texts.number(figures.mean()));
      items.add("std dev " + Texts.number(figures.stdDev()));
      double zeros = figures.zeroShare().orElse(0);
      items.add(zeros > 0 ? "!zeros " + Texts.percent(zeros) : "zeros 0");
      items.add("min " + Texts.number(figures.min()));
      items.add("median " + Texts.number(figures.median()));
      items.add("max " + Texts.number(figures.max()));
    }
    figures.distinct().ifPresent(d -> items.add("distinct " + Texts.number(d)));
    appendFlow(items, text);
    String quantiles = quantiles(cell);
    if (!quantiles.isEmpty()) {
      Texts.wrapped("quantiles " + quantiles, style.width() - 2 * INDENT.length())
          .forEach(line -> text.append(INDENT).append(INDENT).append(line).append('\n'));
    }
  }

  private static String values(CommonStatistics common) {
    return common.getMinNumValues() == common.getMaxNumValues()
        ? common.getMinNumValues() + " per example"
        : common.getMinNumValues() + " to " + common.getMaxNumValues() + " per example";
  }

  private static String quantiles(FeatureCell cell) {
    return cell.statistics().stream()
        .flatMap(f -> f.getNumStats().getHistogramsList().stream())
        .filter(h -> h.getType() == Histogram.HistogramType.QUANTILES && h.getBucketsCount() > 0)
        .findFirst()
        .map(Histogram::getBucketsList)
        .map(
            buckets ->
                Texts.number(buckets.get(0).getLowValue())
                    + buckets.stream()
                        .map(b -> " | " + Texts.number(b.getHighValue()))
                        .collect(Collectors.joining()))
        .orElse("");
  }

  private void appendFlow(List<String> items, StringBuilder text) {
    int perLine = Math.max(1, (style.width() - 2 * INDENT.length()) / FIGURE);
    for (int i = 0; i < items.size(); i += perLine) {
      String line =
          items.subList(i, Math.min(items.size(), i + perLine)).stream()
              .map(item -> Texts.padded(item, FIGURE, false))
              .map(item -> item.startsWith("!") ? paint.bad(item) : item)
              .collect(Collectors.joining());
      text.append(INDENT).append(INDENT).append(line.stripTrailing()).append('\n');
    }
  }

  private void appendBars(FeatureCell cell, StringBuilder text) {
    Distribution distribution = Distribution.of(cell, MOST_BARS);
    double top = distribution.bars().stream().mapToDouble(Distribution.Bar::count).max().orElse(0);
    int label = distribution.labelWidth(Math.min(LONGEST_LABEL, style.width() / 3));
    int room = Math.max(5, Math.min(40, style.width() - label - 28));
    Function<Distribution.Bar, String> line =
        bar ->
            Texts.padded(Texts.cut(bar.label(), label), label, true)
                + " "
                + Texts.padded(Texts.bar(bar.count() / top, room), room, false)
                + " "
                + Texts.padded(Texts.percent(bar.count() / distribution.total()), 7, true)
                + " "
                + paint.soft(Texts.number(Math.rint(bar.count())));
    distribution
        .bars()
        .forEach(b -> text.append(INDENT).append(INDENT).append(line.apply(b)).append('\n'));
  }

  private void appendCustom(FeatureNameStatistics feature, StringBuilder text) {
    int room = style.width() - 2 * INDENT.length();
    for (CustomStatistic custom : feature.getCustomStatsList()) {
      String value =
          switch (custom.getValCase()) {
            case NUM -> Texts.number(custom.getNum());
            case STR -> custom.getStr();
            case RANK_HISTOGRAM ->
                custom.getRankHistogram().getBucketsList().stream()
                    .limit(MOST_BARS)
                    .map(b -> b.getLabel() + " " + Texts.number(b.getSampleCount()))
                    .collect(Collectors.joining(", "));
            case HISTOGRAM -> custom.getHistogram().getBucketsCount() + " buckets";
            case ANY -> custom.getAny().getTypeUrl();
            case VAL_NOT_SET -> "";
          };
      if (!custom.getName().equals("value_counts")) {
        // Texts of several lines stay so, each cut to where wrapping it still can be read.
        (custom.getName() + ": " + value)
            .lines()
            .limit(MOST_BARS)
            .flatMap(line -> Texts.wrapped(Texts.cut(line, MOST_CHARS), room).stream())
            .forEach(line -> text.append(INDENT).append(INDENT).append(line).append('\n'));
      }
    }
  }
}
