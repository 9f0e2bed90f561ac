package io.millrace.transforms.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.NumericStatistics;
import org.tensorflow.metadata.v0.Path;

/** Statistics that try to break whoever shows them. */
final class HostileStatistics {
  static final String SCRIPT =
      "</script><script>window.hacked=1</script><img src=x onerror=alert(1)>";
  static final int FEATURES = 6;

  private HostileStatistics() {}

  static StatisticsReport report() {
    String longValue = "x".repeat(10_000);
    DatasetFeatureStatistics dataset =
        DatasetFeatureStatistics.newBuilder()
            .setNumExamples(3)
            .addFeatures(
                SampleStatistics.strings(
                    SCRIPT,
                    List.of(
                        SCRIPT, "", "\u202Eabc\u0000\u001b[31m", "\uD83D\uDE00", "<!--", "@DATA@"),
                    new double[] {6, 5, 4, 3, 2, 1}))
            .addFeatures(
                SampleStatistics.strings(
                    longValue, Collections.nCopies(10_000, longValue), ones(10_000)))
            .addFeatures(
                SampleStatistics.strings("a\uD800b", List.of("lone \uDC00"), new double[] {1}))
            .addFeatures(
                FeatureNameStatistics.newBuilder()
                    .setPath(Path.newBuilder().addStep("not finite"))
                    .setType(FeatureNameStatistics.Type.FLOAT)
                    .setNumStats(
                        NumericStatistics.newBuilder()
                            .setCommonStats(SampleStatistics.common(9, 0))
                            .setMean(Double.NaN)
                            .setStdDev(Double.NaN)
                            .setMin(Double.NEGATIVE_INFINITY)
                            .setMax(Double.POSITIVE_INFINITY)
                            .addHistograms(
                                Histogram.newBuilder()
                                    .setNumNan(3)
                                    .addBuckets(
                                        SampleStatistics.bucket(
                                            Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, 1))
                                    .addBuckets(SampleStatistics.bucket(1, 2, 4))
                                    .addBuckets(
                                        SampleStatistics.bucket(
                                            Double.POSITIVE_INFINITY,
                                            Double.POSITIVE_INFINITY,
                                            1)))))
            .addFeatures(
                FeatureNameStatistics.newBuilder()
                    .setPath(Path.newBuilder().addStep("no values"))
                    .setType(FeatureNameStatistics.Type.INT)
                    .setNumStats(NumericStatistics.getDefaultInstance())
                    .addCustomStats(
                        CustomStatistic.newBuilder().setName(SCRIPT).setStr(SCRIPT + "@CHARTS@")))
            .addFeatures(
                FeatureNameStatistics.newBuilder()
                    .setPath(Path.newBuilder().addStep("__proto__").addStep("constructor")))
            .build();
    Anomalies anomalies =
        Anomalies.newBuilder()
            .putAnomalyInfo(
                SCRIPT,
                SampleStatistics.anomaly(
                    SCRIPT,
                    AnomalyInfo.Severity.ERROR,
                    AnomalyInfo.Type.SCHEMA_NEW_COLUMN,
                    SCRIPT,
                    SCRIPT))
            .build();
    return new StatisticsReport(
        SCRIPT,
        List.of(new NamedDataset(SCRIPT, dataset, Optional.of(anomalies)), none().get(0)),
        Optional.of(SCRIPT),
        List.of(),
        FeatureOrder.DATA);
  }

  static List<NamedDataset> none() {
    return List.of(NamedDataset.of("none", DatasetFeatureStatistics.getDefaultInstance()));
  }

  /** Two datasets of many features, every fourth of strings. */
  static StatisticsReport wide(int features) {
    List<NamedDataset> datasets = new ArrayList<>();
    for (String name : List.of("train", "eval")) {
      Random random = new Random(name.length());
      DatasetFeatureStatistics.Builder dataset =
          DatasetFeatureStatistics.newBuilder().setNumExamples(1000);
      for (int i = 0; i < features; i++) {
        String feature = String.format("feature_%04d", i);
        dataset.addFeatures(
            i % 4 == 0
                ? SampleStatistics.strings(feature, words(random, 20), descending(20))
                : SampleStatistics.numbers(
                    feature,
                    FeatureNameStatistics.Type.FLOAT,
                    random.doubles(500).map(v -> v * v * 100).toArray(),
                    random.nextInt(9)));
      }
      datasets.add(NamedDataset.of(name, dataset.build()));
    }
    return StatisticsReport.of("A thousand features", datasets);
  }

  private static List<String> words(Random random, int count) {
    return random.ints(count, 0, 100_000).mapToObj(i -> "value " + i).toList();
  }

  private static double[] descending(int count) {
    double[] counts = new double[count];
    for (int i = 0; i < count; i++) {
      counts[i] = count - i;
    }
    return counts;
  }

  private static double[] ones(int count) {
    double[] counts = new double[count];
    java.util.Arrays.fill(counts, 1);
    return counts;
  }
}
