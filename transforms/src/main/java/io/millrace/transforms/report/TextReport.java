package io.millrace.transforms.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      table(rows);
      List<String> distances = new DistanceTable(report.datasets(), style, paint).of(rows);
      if (!distances.isEmpty()) {
        text.append('\n');
        distances.forEach(this::line);
      }
    }
    return text.toString();
  }

  private void table(List<FeatureRow> rows) {
    if (report.datasets().stream().anyMatch(NamedDataset::isCounted)) {
      TextTable table = new TextTable(report, rows, style, paint);
      line(table.head());
      for (FeatureRow row : rows) {
        table.lines(row).forEach(this::line);
        anomalies(row, text);
      }
      return;
    }
    for (FeatureRow row : rows) {
      StringBuilder found = new StringBuilder();
      anomalies(row, found);
      if (found.length() > 0) {
        line(paint.bold(Texts.cut(row.key().name(), style.width())));
        text.append(found);
      }
    }
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

  /** All of a feature, where features have blocks. */
  private void distances(List<FeatureDistance> all, String where, StringBuilder to) {
    if (!style.details() || all.isEmpty()) {
      return;
    }
    Map<String, List<FeatureDistance>> byControl = new LinkedHashMap<>();
    all.forEach(d -> byControl.computeIfAbsent(d.against(), a -> new ArrayList<>()).add(d));
    byControl.forEach(
        (against, some) -> {
          List<String> items = new ArrayList<>();
          some.forEach(d -> items.add(distance(d)));
          FeatureDistance.Basis basis = some.get(0).basis();
          if (basis.tail() > 0 || basis.controlTail() > 0) {
            items.add(
                Texts.percent(basis.tail())
                    + " of the values are not listed, "
                    + Texts.percent(basis.controlTail())
                    + " of those of "
                    + against);
          }
          if (!basis.note().isEmpty()) {
            items.add(basis.note());
          }
          Texts.wrapped(
                  "distance" + where + " from " + against + ": " + String.join(", ", items),
                  style.width() - FeatureText.INDENT.length())
              .forEach(line -> to.append(FeatureText.INDENT).append(line).append('\n'));
        });
  }

  private static String distance(FeatureDistance distance) {
    FeatureDistance.Estimate value = distance.value();
    return (distance.isHigh() ? "✖ " : "")
        + distance.measure()
        + " "
        + Texts.number(value.value())
        + (value.isExact()
            ? ""
            : " (" + Texts.number(value.lower()) + " to " + Texts.number(value.upper()) + ")")
        + (distance.threshold().isPresent()
            ? (distance.isHigh() ? " > " : " <= ") + Texts.number(distance.threshold())
            : "");
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
