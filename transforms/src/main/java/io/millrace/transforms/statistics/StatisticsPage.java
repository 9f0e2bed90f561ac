package io.millrace.transforms.statistics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.NumericStatistics;

/**
 * The statistics as one HTML page without scripts: the splits side by side, a table for each
 * feature, and the distribution of the label (or else of all features with few values) compared.
 */
final class StatisticsPage {
  private static final int MOST_COMPARED_VALUES = 50;
  private static final int SHOWN_TOP_VALUES = 5;
  private static final int SHOWN_CHARS = 40;
  private static final String STYLE =
      """
      body{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;
      color:#1d2733;background:#fff}
      h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}
      table{border-collapse:collapse;width:100%}
      th,td{padding:.3rem .6rem;border-bottom:1px solid #dde3ea;text-align:right;
      font-variant-numeric:tabular-nums}
      th{font-weight:600;color:#55616f}th:first-child,td:first-child{text-align:left}
      .type{color:#55616f;font-weight:400}.bad{color:#b3261e;font-weight:600}
      .scroll{overflow-x:auto}
      svg{display:block}svg text{font-size:11px;fill:#55616f}
      .s0{fill:#2f6db3}.s1{fill:#e08a2c}.s2{fill:#4b9560}.s3{fill:#8a63a8}
      .key{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 1em}
      i.s0{background:#2f6db3}i.s1{background:#e08a2c}i.s2{background:#4b9560}i.s3{background:#8a63a8}
      """;

  private final Map<String, DatasetFeatureStatistics> splits;
  private final Optional<String> label;

  StatisticsPage(Map<String, DatasetFeatureStatistics> splits, Optional<String> label) {
    this.splits = splits;
    this.label = label;
  }

  /** The page. */
  String html() {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\">")
        .append("<title>Statistics</title>\n<style>")
        .append(STYLE)
        .append("</style></head>\n<body><h1>Statistics</h1>\n");
    String counts =
        splits.entrySet().stream()
            .map(
                s ->
                    "<b>"
                        + Html.escape(s.getKey())
                        + "</b> "
                        + Html.number(s.getValue().getNumExamples()))
            .collect(Collectors.joining(", "));
    page.append("<p>Records: ").append(counts).append("</p>\n");
    Map<String, Map<String, FeatureNameStatistics>> features = byName();
    label.ifPresent(name -> appendDistribution(page, name, features.get(name)));
    features.forEach((name, bySplit) -> appendFeature(page, name, bySplit));
    return page.append("</body></html>\n").toString();
  }

  private Map<String, Map<String, FeatureNameStatistics>> byName() {
    Map<String, Map<String, FeatureNameStatistics>> features = new TreeMap<>();
    splits.forEach(
        (split, dataset) ->
            dataset
                .getFeaturesList()
                .forEach(
                    f ->
                        features
                            .computeIfAbsent(StatisticsFiles.name(f), n -> new LinkedHashMap<>())
                            .put(split, f)));
    return features;
  }

  private void appendFeature(
      StringBuilder page, String name, Map<String, FeatureNameStatistics> bySplit) {
    FeatureNameStatistics any = bySplit.values().iterator().next();
    page.append("<h2>")
        .append(Html.escape(name))
        .append(" <span class=\"type\">")
        .append(any.getType())
        .append("</span></h2>\n<div class=\"scroll\"><table><tr><th>split</th><th>present</th>")
        .append("<th>missing</th><th>values per record</th>");
    boolean numeric = any.hasNumStats();
    page.append(
        numeric
            ? "<th>mean</th><th>std dev</th><th>zeros</th><th>NaN</th><th>min</th><th>median</th>"
                + "<th>max</th><th>distribution</th></tr>\n"
            : "<th>distinct</th><th>mean bytes</th><th>not UTF-8</th><th>most frequent</th>"
                + "<th>counts</th></tr>\n");
    bySplit.forEach(
        (split, feature) -> {
          page.append("<tr><td>").append(Html.escape(split)).append("</td>");
          appendCommon(page, feature);
          if (feature.hasNumStats()) {
            appendNumbers(page, feature.getNumStats());
          } else {
            appendStrings(page, feature);
          }
          page.append("</tr>\n");
        });
    page.append("</table></div>\n");
    if (label.isEmpty()) {
      appendDistribution(page, name, bySplit);
    }
  }

  private static void appendCommon(StringBuilder page, FeatureNameStatistics feature) {
    CommonStatistics common =
        feature.hasNumStats()
            ? feature.getNumStats().getCommonStats()
            : feature.getStringStats().getCommonStats();
    cell(page, Html.number(common.getNumNonMissing()));
    long missing = common.getNumMissing();
    cell(page, missing == 0 ? "0" : "<span class=\"bad\">" + Html.number(missing) + "</span>");
    cell(
        page,
        common.getMinNumValues() == common.getMaxNumValues()
            ? Html.number(common.getMinNumValues())
            : Html.number(common.getMinNumValues())
                + " to "
                + Html.number(common.getMaxNumValues()));
  }

  private static void appendNumbers(StringBuilder page, NumericStatistics numbers) {
    if (numbers.getHistogramsCount() == 0) {
      page.append("<td colspan=\"8\">no values</td>");
      return;
    }
    Histogram histogram = numbers.getHistograms(0);
    cell(page, Html.number(numbers.getMean()));
    cell(page, Html.number(numbers.getStdDev()));
    cell(page, Html.number(numbers.getNumZeros()));
    cell(page, Html.number(histogram.getNumNan()));
    cell(page, Html.number(numbers.getMin()));
    cell(page, Html.number(numbers.getMedian()));
    cell(page, Html.number(numbers.getMax()));
    cell(page, Charts.histogram(histogram));
  }

  private static void appendStrings(StringBuilder page, FeatureNameStatistics feature) {
    OptionalLong distinct = StatisticsFiles.distinct(feature);
    cell(page, distinct.isPresent() ? Html.number(distinct.getAsLong()) : "");
    cell(page, Html.number(feature.getStringStats().getAvgLength()));
    cell(page, Html.number(feature.getStringStats().getInvalidUtf8Count()));
    cell(
        page,
        feature.getStringStats().getTopValuesList().stream()
            .limit(SHOWN_TOP_VALUES)
            .map(v -> Html.escape(shortened(v.getValue())) + " " + Html.number(v.getFrequency()))
            .collect(Collectors.joining("<br>")));
    cell(page, Charts.topValues(feature.getStringStats().getTopValuesList()));
  }

  private void appendDistribution(
      StringBuilder page, String name, Map<String, FeatureNameStatistics> bySplit) {
    Map<String, Map<String, Double>> counts = new LinkedHashMap<>();
    Set<String> values = new TreeSet<>(StatisticsPage::compareValues);
    if (bySplit != null) {
      bySplit.forEach(
          (split, feature) ->
              StatisticsFiles.valueCounts(feature)
                  .ifPresent(
                      c -> {
                        counts.put(split, c);
                        values.addAll(c.keySet());
                      }));
    }
    if (values.size() < 2 || values.size() > MOST_COMPARED_VALUES) {
      return;
    }
    List<String> names = new ArrayList<>(counts.keySet());
    List<double[]> shares = new ArrayList<>();
    for (Map<String, Double> split : counts.values()) {
      double total = split.values().stream().mapToDouble(Double::doubleValue).sum();
      shares.add(values.stream().mapToDouble(v -> split.getOrDefault(v, 0.0) / total).toArray());
    }
    page.append("<h2>Distribution of ").append(Html.escape(name)).append("</h2>\n<p>");
    for (int i = 0; i < names.size(); i++) {
      page.append("<i class=\"key s" + i % 4 + "\"></i>").append(Html.escape(names.get(i)));
    }
    page.append("</p>\n<div class=\"scroll\">")
        .append(Charts.grouped(List.copyOf(values), shares, names))
        .append("<table><tr><th>value</th>");
    names.forEach(n -> page.append("<th>").append(Html.escape(n)).append("</th><th>share</th>"));
    page.append("</tr>\n");
    int row = 0;
    for (String value : values) {
      page.append("<tr><td>").append(Html.escape(shortened(value))).append("</td>");
      for (int i = 0; i < names.size(); i++) {
        cell(page, Html.number(counts.get(names.get(i)).getOrDefault(value, 0.0)));
        cell(page, String.format(Locale.ROOT, "%.2f%%", 100 * shares.get(i)[row]));
      }
      page.append("</tr>\n");
      row++;
    }
    page.append("</table></div>\n");
  }

  /** Numbers in their order, then other strings. */
  private static int compareValues(String a, String b) {
    boolean aNumber = a.matches("-?\\d{1,18}");
    boolean bNumber = b.matches("-?\\d{1,18}");
    if (aNumber && bNumber) {
      // 01 and 1 are two values, and a set must keep both.
      int order = Long.compare(Long.parseLong(a), Long.parseLong(b));
      return order != 0 ? order : a.compareTo(b);
    }
    return aNumber == bNumber ? a.compareTo(b) : Boolean.compare(bNumber, aNumber);
  }

  private static String shortened(String value) {
    return value.length() <= SHOWN_CHARS ? value : value.substring(0, SHOWN_CHARS) + "\u2026";
  }

  private static void cell(StringBuilder page, String content) {
    page.append("<td>").append(content).append("</td>");
  }
}
