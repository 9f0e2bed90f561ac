package io.millrace.transforms.validation;

import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.BytesStatistics;
import org.tensorflow.metadata.v0.CommonStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Histogram;
import org.tensorflow.metadata.v0.NumericStatistics;
import org.tensorflow.metadata.v0.RankHistogram;
import org.tensorflow.metadata.v0.StringStatistics;

/** The statistics of one example, as far as a schema looks at them. */
final class InstanceStatistics {
  private InstanceStatistics() {}

  /** Of the example that the cursor is before; features without a list are left out. */
  static DatasetFeatureStatistics of(ExampleCursor cursor, byte[] bytes, CompiledSchema schema) {
    DatasetFeatureStatistics.Builder dataset =
        DatasetFeatureStatistics.newBuilder().setNumExamples(1);
    while (cursor.nextFeature()) {
      if (cursor.kind() != FeatureKind.NONE) {
        FeatureNameStatistics.Builder feature = dataset.addFeaturesBuilder();
        feature.getPathBuilder().addStep(cursor.name());
        switch (cursor.kind()) {
          case INT64 -> {
            long[] values = new long[cursor.valueCount()];
            cursor.readLongs(values, 0);
            double[] numbers = new double[values.length];
            for (int i = 0; i < values.length; i++) {
              numbers[i] = values[i];
            }
            feature.setType(FeatureNameStatistics.Type.INT).setNumStats(numbers(numbers));
          }
          case FLOAT -> {
            float[] values = new float[cursor.valueCount()];
            cursor.readFloats(values, 0);
            double[] numbers = new double[values.length];
            for (int i = 0; i < values.length; i++) {
              numbers[i] = values[i];
            }
            feature.setType(FeatureNameStatistics.Type.FLOAT).setNumStats(numbers(numbers));
          }
          default -> addBytes(feature, cursor, bytes, schema);
        }
      }
    }
    return dataset.build();
  }

  private static CommonStatistics.Builder common(int count) {
    return CommonStatistics.newBuilder()
        .setNumNonMissing(1)
        .setMinNumValues(count)
        .setMaxNumValues(count)
        .setAvgNumValues(count)
        .setTotNumValues(count);
  }

  private static NumericStatistics.Builder numbers(double[] values) {
    NumericStatistics.Builder numbers =
        NumericStatistics.newBuilder().setCommonStats(common(values.length));
    Histogram.Builder standard = Histogram.newBuilder().setType(Histogram.HistogramType.STANDARD);
    Histogram.Builder quantiles = Histogram.newBuilder().setType(Histogram.HistogramType.QUANTILES);
    Map<Double, Integer> counts = new TreeMap<>();
    int nan = 0;
    double sum = 0;
    for (double value : values) {
      if (Double.isNaN(value)) {
        nan++;
      } else {
        counts.merge(value + 0.0, 1, Integer::sum);
        sum += value;
      }
    }
    for (Map.Entry<Double, Integer> entry : counts.entrySet()) {
      Histogram.Bucket bucket =
          Histogram.Bucket.newBuilder()
              .setLowValue(entry.getKey())
              .setHighValue(entry.getKey())
              .setSampleCount(entry.getValue())
              .build();
      standard.addBuckets(bucket);
      quantiles.addBuckets(bucket);
    }
    if (!counts.isEmpty()) {
      double least = ((TreeMap<Double, Integer>) counts).firstKey();
      double most = ((TreeMap<Double, Integer>) counts).lastKey();
      numbers.setMin(least).setMax(most).setMean(sum / (values.length - nan));
    }
    return numbers.addHistograms(standard.setNumNan(nan)).addHistograms(quantiles.setNumNan(nan));
  }

  private static void addBytes(
      FeatureNameStatistics.Builder feature,
      ExampleCursor cursor,
      byte[] bytes,
      CompiledSchema schema) {
    int count = cursor.valueCount();
    if (schema.isImage(cursor.name())) {
      long most = 0;
      for (int i = 0; i < count; i++) {
        most = Math.max(most, cursor.bytesLength(i));
      }
      feature
          .setType(FeatureNameStatistics.Type.BYTES)
          .setBytesStats(
              BytesStatistics.newBuilder()
                  .setCommonStats(common(count))
                  .setMaxNumBytes(most)
                  .setMaxNumBytesInt(most));
      return;
    }
    Map<String, Integer> counts = new TreeMap<>();
    int invalid = 0;
    for (int i = 0; i < count; i++) {
      Optional<String> text = schema.text(bytes, cursor.bytesOffset(i), cursor.bytesLength(i));
      invalid += text.isPresent() ? 0 : 1;
      counts.merge(text.orElse("__BYTES_VALUE__"), 1, Integer::sum);
    }
    RankHistogram.Builder ranks = RankHistogram.newBuilder();
    counts.forEach((value, n) -> ranks.addBucketsBuilder().setLabel(value).setSampleCount(n));
    feature
        .setType(FeatureNameStatistics.Type.STRING)
        .setStringStats(
            StringStatistics.newBuilder()
                .setCommonStats(common(count))
                .setUnique(counts.size())
                .setInvalidUtf8Count(invalid)
                .setRankHistogram(ranks));
  }
}
