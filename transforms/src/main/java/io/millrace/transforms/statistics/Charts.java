package io.millrace.transforms.statistics;

import java.util.List;
import java.util.Locale;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.StringStatistics;

/** Small bar charts as inline SVG; no scripts, no files beside. */
final class Charts {
  private static final int WIDTH = 180;
  private static final int HEIGHT = 44;
  private static final int GROUP_HEIGHT = 160;
  private static final int GROUP_WIDTH = 44;
  private static final int LABEL_HEIGHT = 16;
  private static final int LABEL_CHARS = 6;

  private Charts() {}

  /** A histogram of numbers; buckets without finite bounds are left out. */
  static String histogram(Histogram histogram) {
    List<Histogram.Bucket> buckets =
        histogram.getBucketsList().stream()
            .filter(b -> Double.isFinite(b.getLowValue()) && Double.isFinite(b.getHighValue()))
            .toList();
    double[] heights = buckets.stream().mapToDouble(Histogram.Bucket::getSampleCount).toArray();
    String[] titles =
        buckets.stream()
            .map(
                b ->
                    Html.number(b.getLowValue())
                        + " to "
                        + Html.number(b.getHighValue())
                        + ": "
                        + Html.number(b.getSampleCount()))
            .toArray(String[]::new);
    return bars(heights, titles);
  }

  /** The most frequent values of strings. */
  static String topValues(List<StringStatistics.FreqAndValue> values) {
    double[] heights =
        values.stream().mapToDouble(StringStatistics.FreqAndValue::getFrequency).toArray();
    String[] titles =
        values.stream()
            .map(v -> v.getValue() + ": " + Html.number(v.getFrequency()))
            .toArray(String[]::new);
    return bars(heights, titles);
  }

  /**
   * Bars side by side for each value.
   *
   * @param labels of the values
   * @param shares by series, then by value, each at most 1
   * @param series the names of the series, for the titles of the bars
   */
  static String grouped(List<String> labels, List<double[]> shares, List<String> series) {
    double top = shares.stream().flatMapToDouble(java.util.Arrays::stream).max().orElse(1);
    int width = labels.size() * GROUP_WIDTH;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg class=\"wide\" role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">",
            width,
            GROUP_HEIGHT + LABEL_HEIGHT,
            width,
            GROUP_HEIGHT + LABEL_HEIGHT));
    double bar = (GROUP_WIDTH - 8.0) / shares.size();
    for (int i = 0; i < labels.size(); i++) {
      for (int s = 0; s < shares.size(); s++) {
        double share = shares.get(s)[i];
        String title =
            String.format(Locale.ROOT, "%s, %s: %.2f%%", labels.get(i), series.get(s), share * 100);
        rectangle(
            svg,
            new double[] {i * GROUP_WIDTH + 4 + s * bar, bar - 1, share / top},
            GROUP_HEIGHT,
            "s" + s % 4,
            title);
      }
      String label = labels.get(i);
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              i * GROUP_WIDTH + GROUP_WIDTH / 2,
              GROUP_HEIGHT + LABEL_HEIGHT - 4,
              Html.escape(label.length() > LABEL_CHARS ? label.substring(0, LABEL_CHARS) : label)));
    }
    return svg.append("</svg>").toString();
  }

  private static String bars(double[] heights, String[] titles) {
    double top = java.util.Arrays.stream(heights).max().orElse(0);
    if (!(top > 0)) {
      return "";
    }
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">",
            WIDTH,
            HEIGHT,
            WIDTH,
            HEIGHT));
    double bar = (double) WIDTH / heights.length;
    for (int i = 0; i < heights.length; i++) {
      rectangle(
          svg,
          new double[] {i * bar, Math.max(1, bar - 1), heights[i] / top},
          HEIGHT,
          "s0",
          titles[i]);
    }
    return svg.append("</svg>").toString();
  }

  /** Draws a bar; {@code place} is its left edge, its width and its height from 0 to 1. */
  private static void rectangle(
      StringBuilder svg, double[] place, int fullHeight, String style, String title) {
    double height = place[2] * fullHeight;
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\">"
                + "<title>%s</title></rect>",
            style,
            place[0],
            fullHeight - height,
            place[1],
            height,
            Html.escape(title)));
  }
}
