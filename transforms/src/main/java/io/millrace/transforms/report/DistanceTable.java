package io.millrace.transforms.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All distances as a table for a terminal, a line for each comparison of a feature. */
final class DistanceTable {
  private static final int NAME = 30;
  private static final int NAMES = 3;
  private static final String NONE = "-";

  /** In the order in which they leave where the width is too small. */
  private static final List<String> LEAST_WANTED =
      List.of(
          "normalized_absolute_difference",
          "wasserstein",
          "normalized_wasserstein",
          "l_infty",
          "kolmogorov_smirnov");

  private static final Map<String, String> HEADS =
      Map.of(
          "l_infty", "L-inf",
          "normalized_absolute_difference", "NAD",
          "jensen_shannon_divergence", "JS",
          "population_stability_index", "PSI",
          "kolmogorov_smirnov", "KS",
          "wasserstein", "W",
          "normalized_wasserstein", "W/dev");

  private final List<NamedDataset> datasets;
  private final int width;
  private final Paint paint;
  private final List<List<String>> lines = new ArrayList<>();
  private final Set<String> measures = new LinkedHashSet<>();
  private boolean tails;
  private boolean approximate;
  private boolean high;

  DistanceTable(List<NamedDataset> datasets, TextStyle style, Paint paint) {
    this.datasets = datasets;
    this.width = style.width();
    this.paint = paint;
  }

  /** The lines; empty if there are no distances. */
  List<String> of(List<FeatureRow> rows) {
    for (FeatureRow row : rows) {
      for (FeatureCell cell : row.cells()) {
        for (FeatureDistance distance : cell.distances()) {
          measures.add(distance.measure());
          tails |= distance.basis().tail() > 0 || distance.basis().controlTail() > 0;
        }
      }
    }
    if (measures.isEmpty()) {
      return List.of();
    }
    int left = 0;
    fill(rows);
    while (longest() > width && left < LEAST_WANTED.size()) {
      measures.remove(LEAST_WANTED.get(left++));
      fill(rows);
    }
    List<String> text = new ArrayList<>();
    text.add(paint.bold("Distances"));
    if (longest() > width) {
      lines.stream().skip(1).forEach(line -> text.addAll(wrapped(line)));
    } else {
      for (int i = 0; i < lines.size(); i++) {
        String line = aligned(lines.get(i));
        text.add(i == 0 ? paint.bold(line) : line);
      }
    }
    if (high) {
      text.add("✖ above its threshold");
    }
    if (approximate) {
      text.addAll(Texts.wrapped("~ the statistics leave bounds, which --details shows", width));
    }
    return text;
  }

  private void fill(List<FeatureRow> rows) {
    lines.clear();
    List<String> head = new ArrayList<>(List.of("feature", "dataset", "against"));
    measures.forEach(m -> head.add(HEADS.getOrDefault(m, m)));
    if (tails) {
      head.addAll(List.of("tail", "its tail"));
    }
    lines.add(head);
    for (FeatureRow row : rows) {
      for (int i = 0; i < datasets.size(); i++) {
        Map<String, Map<String, FeatureDistance>> comparisons = new LinkedHashMap<>();
        row.cells()
            .get(i)
            .distances()
            .forEach(
                d ->
                    comparisons
                        .computeIfAbsent(d.against(), a -> new LinkedHashMap<>())
                        .put(d.measure(), d));
        String dataset = Texts.cut(datasets.get(i).name(), NAME);
        comparisons.forEach(
            (against, found) -> {
              List<String> line = new ArrayList<>();
              line.add(Texts.cut(row.key().name(), NAME));
              line.add(dataset);
              line.add(against);
              measures.forEach(m -> line.add(cell(found.get(m))));
              FeatureDistance.Basis basis = found.values().iterator().next().basis();
              if (tails) {
                line.add(basis.tail() == 0 ? NONE : Texts.percent(basis.tail()));
                line.add(basis.controlTail() == 0 ? NONE : Texts.percent(basis.controlTail()));
              }
              lines.add(line);
            });
      }
    }
  }

  private String cell(FeatureDistance distance) {
    if (distance == null) {
      return NONE;
    }
    approximate |= !distance.value().isExact();
    high |= distance.isHigh();
    return (distance.isHigh() ? "✖" : "")
        + (distance.value().isExact() ? "" : "~")
        + Texts.number(distance.value().value());
  }

  /** Where no table has room. */
  private List<String> wrapped(List<String> cells) {
    List<String> items = new ArrayList<>();
    for (int column = NAMES; column < cells.size(); column++) {
      if (!cells.get(column).equals(NONE)) {
        items.add(lines.get(0).get(column) + " " + cells.get(column));
      }
    }
    return Texts.wrapped(
        "%s in %s from %s: %s"
            .formatted(cells.get(0), cells.get(1), cells.get(2), String.join(", ", items)),
        width);
  }

  private int columnWidth(int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
  }

  private int longest() {
    int sum = 0;
    for (int column = 0; column < lines.get(0).size(); column++) {
      sum += columnWidth(column) + 2;
    }
    return sum - 2;
  }

  private String aligned(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      line.append(column == 0 ? "" : "  ")
          .append(Texts.padded(cells.get(column), columnWidth(column), column >= NAMES));
    }
    return line.toString();
  }
}
