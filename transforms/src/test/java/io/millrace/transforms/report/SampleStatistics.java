package io.millrace.transforms.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.CrossFeatureStatistics;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DriftSkewInfo;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.LiftSeries;
import org.tensorflow.metadata.v0.NumericStatistics;
import org.tensorflow.metadata.v0.Path;
import org.tensorflow.metadata.v0.RankHistogram;
import org.tensorflow.metadata.v0.StringStatistics;
import org.tensorflow.metadata.v0.WeightedNumericStatistics;

/** Made-up statistics of trips in a town, and helpers to make others. */
final class SampleStatistics {
  private static final List<String> PAYMENTS =
      List.of("Credit Card", "Cash", "Mobile", "Prcard", "No Charge", "Unknown", "Dispute");

  private SampleStatistics() {}

  static StatisticsReport trips() {
    DatasetFeatureStatistics train = trips(10_000, 1, 0);
    DatasetFeatureStatistics eval = trips(5_000, 2, 6);
    DatasetFeatureStatistics slice = trips(700, 3, 3);
    return new StatisticsReport(
        "Statistics of trips",
        List.of(
            new NamedDataset("train", train, java.util.Optional.of(Anomalies.getDefaultInstance())),
            new NamedDataset(
                "eval",
                eval,
                java.util.Optional.of(anomalies()),
                List.of(
                    new FeatureDistance(
                        List.of("fare"),
                        "serving",
                        "kolmogorov_smirnov",
                        new FeatureDistance.Estimate(0.41, 0.41, 0.41),
                        java.util.OptionalDouble.of(0.2),
                        new FeatureDistance.Basis(0.02, 0, "from sketches")),
                    new FeatureDistance(
                        List.of("fare"),
                        "serving",
                        "wasserstein",
                        new FeatureDistance.Estimate(6.1, 5.9, 6.5),
                        java.util.OptionalDouble.empty(),
                        new FeatureDistance.Basis(0.02, 0, "from sketches")))),
            NamedDataset.of("train · company=Blue Cabs", slice)),
        java.util.Optional.of("tips_over_20_percent"),
        List.of(image("photo", "a cab", Color.ORANGE), image("photo", "a bus", Color.BLUE)),
        FeatureOrder.DATA);
  }

  static DatasetFeatureStatistics trips(int examples, int seed, double shift) {
    Random random = new Random(seed);
    DatasetFeatureStatistics.Builder all =
        DatasetFeatureStatistics.newBuilder()
            .setNumExamples(examples)
            .setWeightedNumExamples(examples * 1.5);
    double[] fares = new double[examples];
    double[] hours = new double[examples];
    double[] miles = new double[examples];
    for (int i = 0; i < examples; i++) {
      fares[i] = Math.exp(random.nextGaussian() * 0.6 + 2.3) + shift;
      hours[i] = Math.floor(Math.min(23.9, Math.max(0, 14 + random.nextGaussian() * 5)));
      miles[i] = random.nextInt(4) == 0 ? 0 : Math.exp(random.nextGaussian());
    }
    all.addFeatures(numbers("fare", FeatureNameStatistics.Type.FLOAT, fares, examples / 50));
    all.addFeatures(
        numbers("tips_over_20_percent", FeatureNameStatistics.Type.INT, new double[] {0, 1}, 0)
            .toBuilder()
            .addCustomStats(
                CustomStatistic.newBuilder()
                    .setName("value_counts")
                    .setRankHistogram(
                        ranks(
                            List.of("0", "1"), new double[] {examples * 0.77, examples * 0.23}))));
    all.addFeatures(
        numbers("trip_miles", FeatureNameStatistics.Type.FLOAT, miles, examples / 2 + 7));
    all.addFeatures(numbers("trip_start_hour", FeatureNameStatistics.Type.INT, hours, 0));
    double[] counts = new double[PAYMENTS.size()];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.floor(examples * Math.pow(0.42, i) * (shift > 4 && i == 2 ? 2 : 1) / 1.7);
    }
    all.addFeatures(strings("payment_type", PAYMENTS, counts));
    all.addFeatures(
        strings(
                "place.pickup.community",
                List.of("8", "32", "28", "6", "7"),
                new double[] {31, 22, 12, 9, 2})
            .toBuilder()
            .setPath(Path.newBuilder().addStep("place").addStep("pickup").addStep("community")));
    all.addFeatures(
        FeatureNameStatistics.newBuilder()
            .setPath(Path.newBuilder().addStep("photo"))
            .setType(FeatureNameStatistics.Type.BYTES)
            .setBytesStats(
                org.tensorflow.metadata.v0.BytesStatistics.newBuilder()
                    .setCommonStats(common(examples, 0))
                    .setAvgNumBytes(4211.5f)
                    .setMinNumBytes(120)
                    .setMaxNumBytes(90_211))
            .addCustomStats(
                CustomStatistic.newBuilder()
                    .setName("image_format_histogram")
                    .setRankHistogram(ranks(List.of("JPEG", "PNG"), new double[] {900, 77})))
            .addCustomStats(CustomStatistic.newBuilder().setName("image_max_width").setNum(1024)));
    all.addFeatures(
        FeatureNameStatistics.newBuilder()
            .setPath(Path.newBuilder().addStep("comment"))
            .setType(FeatureNameStatistics.Type.STRING)
            .setStringStats(
                StringStatistics.newBuilder()
                    .setCommonStats(CommonStatistics.newBuilder().setNumMissing(examples))));
    all.addCrossFeatures(
        CrossFeatureStatistics.newBuilder()
            .setPathX(Path.newBuilder().addStep("fare"))
            .setPathY(Path.newBuilder().addStep("trip_miles"))
            .setCount(examples / 2)
            .setNumCrossStats(
                org.tensorflow.metadata.v0.NumericCrossStatistics.newBuilder()
                    .setCorrelation(0.83f)
                    .setCovariance(12.5f)));
    all.addCrossFeatures(
        CrossFeatureStatistics.newBuilder()
            .setPathX(Path.newBuilder().addStep("payment_type"))
            .setPathY(Path.newBuilder().addStep("tips_over_20_percent"))
            .setCategoricalCrossStats(
                org.tensorflow.metadata.v0.CategoricalCrossStatistics.newBuilder()
                    .setLift(
                        org.tensorflow.metadata.v0.LiftStatistics.newBuilder()
                            .addLiftSeries(
                                LiftSeries.newBuilder()
                                    .setYInt(1)
                                    .setYCount(230)
                                    .addLiftValues(
                                        LiftSeries.LiftValue.newBuilder()
                                            .setXString("Credit Card")
                                            .setLift(2.41)
                                            .setXCount(400)
                                            .setXAndYCount(220))))));
    return all.build();
  }

  static Anomalies anomalies() {
    return Anomalies.newBuilder()
        .putAnomalyInfo(
            "payment_type",
            anomaly(
                "payment_type",
                AnomalyInfo.Severity.ERROR,
                AnomalyInfo.Type.ENUM_TYPE_UNEXPECTED_STRING_VALUES,
                "Unexpected string values",
                "Examples contain values missing from the schema: Dispute (<1%)."))
        .putAnomalyInfo(
            "company",
            anomaly(
                "company",
                AnomalyInfo.Severity.ERROR,
                AnomalyInfo.Type.SCHEMA_MISSING_COLUMN,
                "Column dropped",
                "Column is completely missing"))
        .putAnomalyInfo(
            "fare",
            anomaly(
                "fare",
                AnomalyInfo.Severity.WARNING,
                AnomalyInfo.Type.COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH,
                "High approximate Jensen-Shannon divergence between training and serving",
                "The approximate Jensen-Shannon divergence between training and serving is"
                    + " 0.312 (up to six significant digits), above the threshold 0.1."))
        .addDriftSkewInfo(
            DriftSkewInfo.newBuilder()
                .setPath(Path.newBuilder().addStep("fare"))
                .addSkewMeasurements(
                    DriftSkewInfo.Measurement.newBuilder()
                        .setType(DriftSkewInfo.Measurement.Type.JENSEN_SHANNON_DIVERGENCE)
                        .setValue(0.312)
                        .setThreshold(0.1)))
        .setDatasetAnomalyInfo(
            AnomalyInfo.newBuilder()
                .setSeverity(AnomalyInfo.Severity.ERROR)
                .setShortDescription("Low num examples in dataset.")
                .setDescription("The dataset has 5000 examples, which is fewer than expected."))
        .build();
  }

  static AnomalyInfo anomaly(
      String feature,
      AnomalyInfo.Severity severity,
      AnomalyInfo.Type type,
      String summary,
      String description) {
    return AnomalyInfo.newBuilder()
        .setPath(Path.newBuilder().addStep(feature))
        .setSeverity(severity)
        .setShortDescription(summary)
        .setDescription(description)
        .addReason(
            AnomalyInfo.Reason.newBuilder()
                .setType(type)
                .setShortDescription(summary)
                .setDescription(description))
        .build();
  }

  /** Statistics of numbers, with ten buckets of each kind. */
  static FeatureNameStatistics numbers(
      String name, FeatureNameStatistics.Type type, double[] values, long missing) {
    double[] sorted = values.clone();
    java.util.Arrays.sort(sorted);
    int n = sorted.length;
    double min = sorted[0];
    double max = sorted[n - 1];
    double mean = java.util.Arrays.stream(sorted).average().orElse(0);
    double variance =
        java.util.Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    Histogram.Builder standard = Histogram.newBuilder();
    Histogram.Builder quantiles = Histogram.newBuilder().setType(Histogram.HistogramType.QUANTILES);
    for (int i = 0; i < 10; i++) {
      double low = min + (max - min) * i / 10;
      double high = i == 9 ? max : min + (max - min) * (i + 1) / 10;
      boolean last = i == 9;
      standard.addBuckets(
          bucket(
              low,
              high,
              java.util.Arrays.stream(sorted)
                  .filter(v -> v >= low && (v < high || (last && v <= high)))
                  .count()));
      quantiles.addBuckets(
          bucket(sorted[(n - 1) * i / 10], sorted[(n - 1) * (i + 1) / 10], n / 10.0));
    }
    return FeatureNameStatistics.newBuilder()
        .setPath(Path.newBuilder().addStep(name))
        .setType(type)
        .setNumStats(
            NumericStatistics.newBuilder()
                .setCommonStats(common(n, missing))
                .setMean(mean)
                .setStdDev(Math.sqrt(variance))
                .setNumZeros(java.util.Arrays.stream(sorted).filter(v -> v == 0).count())
                .setMin(min)
                .setMedian(sorted[n / 2])
                .setMax(max)
                .addHistograms(standard)
                .addHistograms(quantiles)
                .setWeightedNumericStats(
                    WeightedNumericStatistics.newBuilder().setMean(mean + 1).setMedian(min)))
        .build();
  }

  static Histogram.Bucket bucket(double low, double high, double count) {
    return Histogram.Bucket.newBuilder()
        .setLowValue(low)
        .setHighValue(high)
        .setSampleCount(count)
        .build();
  }

  static FeatureNameStatistics strings(String name, List<String> values, double[] counts) {
    StringStatistics.Builder strings =
        StringStatistics.newBuilder()
            .setCommonStats(common(Math.round(java.util.Arrays.stream(counts).sum()), 0))
            .setUnique(values.size())
            .setAvgLength(7)
            .setRankHistogram(ranks(values, counts));
    for (int i = 0; i < values.size(); i++) {
      strings.addTopValues(
          StringStatistics.FreqAndValue.newBuilder()
              .setValue(values.get(i))
              .setFrequency(counts[i]));
    }
    return FeatureNameStatistics.newBuilder()
        .setPath(Path.newBuilder().addStep(name))
        .setType(FeatureNameStatistics.Type.STRING)
        .setStringStats(strings)
        .build();
  }

  static CommonStatistics common(long present, long missing) {
    return CommonStatistics.newBuilder()
        .setNumNonMissing(present)
        .setNumMissing(missing)
        .setMinNumValues(1)
        .setMaxNumValues(1)
        .setAvgNumValues(1)
        .setTotNumValues(present)
        .build();
  }

  private static RankHistogram ranks(List<String> values, double[] counts) {
    RankHistogram.Builder ranks = RankHistogram.newBuilder();
    for (int i = 0; i < values.size(); i++) {
      ranks.addBuckets(
          RankHistogram.Bucket.newBuilder()
              .setLowRank(i)
              .setHighRank(i)
              .setLabel(values.get(i))
              .setSampleCount(counts[i]));
    }
    return ranks.build();
  }

  private static SampleImage image(String feature, String caption, Color color) {
    BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setColor(color);
    graphics.fillOval(4, 4, 20, 20);
    graphics.dispose();
    try {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(picture, "png", png);
      return new SampleImage(feature, "image/png", png.toByteArray(), caption);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
