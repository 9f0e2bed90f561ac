package io.millrace.transforms.report;

import java.util.List;
import java.util.Optional;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.RankHistogram;
import org.tensorflow.metadata.v0.StringStatistics;

/**
 * The bars of a feature: its buckets, or its most frequent values.
 *
 * @param total the values that there are, of which the bars may be a part
 */
record Distribution(List<Bar> bars, double total) {
  /** Values and how many of them. */
  record Bar(String label, double count) {}

  private static final int LABEL = 1000;

  static Distribution of(FeatureCell cell, int most) {
    return cell.statistics().map(f -> of(f, most)).orElse(new Distribution(List.of(), 0));
  }

  private static Distribution of(FeatureNameStatistics feature, int most) {
    double values = FeatureCell.common(feature).map(c -> (double) c.getTotNumValues()).orElse(0.0);
    if (feature.hasStringStats()) {
      StringStatistics strings = feature.getStringStats();
      List<Bar> bars =
          strings.getTopValuesCount() > 0
              ? strings.getTopValuesList().stream()
                  .map(v -> new Bar(v.getValue(), v.getFrequency()))
                  .toList()
              : ranked(strings.getRankHistogram());
      return of(bars, values, most);
    }
    Optional<RankHistogram> counts = FeatureJson.valueCounts(feature.getCustomStatsList());
    if (counts.isPresent() && counts.get().getBucketsCount() <= most) {
      return of(ranked(counts.get()), values, most);
    }
    List<Bar> buckets =
        feature.getNumStats().getHistogramsList().stream()
            .filter(h -> h.getType() == Histogram.HistogramType.STANDARD)
            .findFirst()
            .map(h -> h.getBucketsList())
            .orElse(List.of())
            .stream()
            .map(b -> new Bar(range(b), b.getSampleCount()))
            .toList();
    return of(buckets, values, most);
  }

  private static Distribution of(List<Bar> bars, double values, int most) {
    double sum = bars.stream().mapToDouble(Bar::count).sum();
    return new Distribution(bars.stream().limit(most).toList(), Math.max(values, sum));
  }

  private static List<Bar> ranked(RankHistogram histogram) {
    return histogram.getBucketsList().stream()
        .map(b -> new Bar(b.getLabel(), b.getSampleCount()))
        .toList();
  }

  private static String range(Histogram.Bucket bucket) {
    return bucket.getLowValue() == bucket.getHighValue()
        ? Texts.number(bucket.getLowValue())
        : Texts.number(bucket.getLowValue()) + " to " + Texts.number(bucket.getHighValue());
  }

  String spark() {
    return Texts.spark(bars.stream().mapToDouble(Bar::count).toArray());
  }

  int labelWidth(int most) {
    return Math.min(
        most, bars.stream().mapToInt(b -> Texts.cut(b.label(), LABEL).length()).max().orElse(0));
  }
}
