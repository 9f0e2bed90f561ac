package io.millrace.transforms.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.DriftSkewInfo.Measurement;

/** The report as text: a line for each feature and dataset, or a block for each feature. */
final class TextReport {
  private final StatisticsReport report;
  private final TextStyle style;
  private final Paint paint;
  private final StringBuilder text = new StringBuilder();

  TextReport(StatisticsReport report, TextStyle style) {
    this.report = report;
    this.style = style;
    this.paint = new Paint(style.color());
  }

  String text() {
    List<FeatureRow> rows = report.rows();
    line(paint.bold(Texts.visible(report.title())));
    for (NamedDataset dataset : report.datasets()) {
      appendDataset(dataset);
    }
    if (rows.isEmpty()) {
      return text.toString();
    }
    text.append('\n');
    if (style.details()) {
      FeatureText features = new FeatureText(report, style, paint, this);
      rows.forEach(row -> text.append(features.of(row)));
    } else {
      TextTable table = new TextTable(report, rows, style, paint);
      line(table.head());
      for (FeatureRow row : rows) {
        table.lines(row).forEach(this::line);
        anomalies(row, text);
      }
    }
    return text.toString();
  }

  private void appendDataset(NamedDataset dataset) {
    long examples = dataset.statistics().getNumExamples();
    double weighted = dataset.statistics().getWeightedNumExamples();
    String counted =
        Texts.visible(dataset.name())
            + (dataset.isCounted()
                ? ": "
                    + Texts.number(examples)
                    + (examples == 1 ? " example" : " examples")
                    + (weighted != 0 ? " (weighted " + Texts.number(weighted) + ")" : "")
                : "");
    Optional<Anomalies> found = dataset.anomalies();
    if (found.isEmpty()) {
      Texts.wrapped(counted, style.width()).forEach(this::line);
      return;
    }
    int features = found.get().getAnomalyInfoCount();
    String judged =
        features == 0
            ? "no feature with anomalies"
            : "✖ " + features + (features == 1 ? " feature" : " features") + " with anomalies";
    String plain = counted + ", " + judged;
    if (plain.length() <= style.width()) {
      line(counted + ", " + (features == 0 ? judged : paint.bad(judged)));
    } else {
      Texts.wrapped(plain, style.width()).forEach(this::line);
    }
    if (found.get().getDataMissing()) {
      line(paint.bad("  ✖ ERROR") + " The dataset has no examples.");
    }
    if (found.get().hasDatasetAnomalyInfo()) {
      anomaly(found.get().getDatasetAnomalyInfo(), "", text);
    }
  }

  /** The anomalies of a feature in all datasets, a paragraph for each reason. */
  void anomalies(FeatureRow row, StringBuilder to) {
    for (int i = 0; i < row.cells().size(); i++) {
      String name =
          report.datasets().size() > 1
              ? " in " + Texts.visible(report.datasets().get(i).name())
              : "";
      row.cells().get(i).anomaly().ifPresent(info -> anomaly(info, name, to));
      row.cells()
          .get(i)
          .comparison()
          .ifPresent(
              c -> {
                measurements("drift", c.getDriftMeasurementsList(), name, to);
                measurements("skew", c.getSkewMeasurementsList(), name, to);
              });
      distances(row.cells().get(i).distances(), name, to);
    }
  }

  private void anomaly(AnomalyInfo info, String where, StringBuilder to) {
    boolean warning = info.getSeverity() == AnomalyInfo.Severity.WARNING;
    String mark = (warning ? "⚠ " : "✖ ") + info.getSeverity();
    List<String> reasons =
        info.getReasonCount() == 0
            ? List.of(sentence(info.getShortDescription(), info.getDescription()))
            : info.getReasonList().stream()
                .map(r -> sentence(r.getShortDescription(), r.getDescription()))
                .toList();
    for (String reason : reasons) {
      List<String> lines =
          Texts.wrapped(
              mark + where + ": " + reason, style.width() - 2 * FeatureText.INDENT.length());
      for (int i = 0; i < lines.size(); i++) {
        String each = lines.get(i);
        to.append(FeatureText.INDENT)
            .append(
                i == 0 && each.startsWith(mark)
                    ? (warning ? paint.warning(mark) : paint.bad(mark))
                        + each.substring(mark.length())
                    : "  " + each)
            .append('\n');
      }
    }
  }

  private void measurements(
      String kind, List<Measurement> measured, String where, StringBuilder to) {
    if (measured.isEmpty()) {
      return;
    }
    String all =
        measured.stream()
            .map(
                m ->
                    m.getType().name()
                        + " "
                        + Texts.number(m.getValue())
                        + (m.hasThreshold()
                            ? (m.getValue() > m.getThreshold() ? " > " : " <= ")
                                + Texts.number(m.getThreshold())
                            : ""))
            .collect(Collectors.joining(", "));
    Texts.wrapped(kind + where + ": " + all, style.width() - FeatureText.INDENT.length())
        .forEach(line -> to.append(FeatureText.INDENT).append(line).append('\n'));
  }

  /** Those above their thresholds, or all where features have blocks. */
  private void distances(List<FeatureDistance> all, String where, StringBuilder to) {
    String some =
        all.stream()
            .filter(d -> style.details() || d.value() > d.threshold().orElse(Double.MAX_VALUE))
            .map(
                d ->
                    d.measure()
                        + " "
                        + Texts.number(d.value())
                        + (d.threshold().isPresent()
                            ? (d.value() > d.threshold().getAsDouble() ? " > " : " <= ")
                                + Texts.number(d.threshold())
                            : "")
                        + " ("
                        + d.against()
                        + ")")
            .collect(Collectors.joining(", "));
    if (!some.isEmpty()) {
      Texts.wrapped("distance" + where + ": " + some, style.width() - FeatureText.INDENT.length())
          .forEach(line -> to.append(FeatureText.INDENT).append(line).append('\n'));
    }
  }

  private static String sentence(String summary, String description) {
    return summary.isEmpty() || summary.equals(description)
        ? description
        : summary.replaceFirst("\\.$", "") + (description.isEmpty() ? "" : ": " + description);
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }
}
