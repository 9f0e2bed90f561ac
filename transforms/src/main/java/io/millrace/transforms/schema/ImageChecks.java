package io.millrace.transforms.schema;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.ImageDomain;

/** Compares images with their domain: their formats, by a custom statistic, and their sizes. */
final class ImageChecks {
  private static final String FORMATS = "image_format_histogram";
  private static final String NO_IMAGE = "UNKNOWN";

  private ImageChecks() {}

  static void check(ImageDomain.Builder domain, FeatureView view, Reasons reasons) {
    if (domain.hasMinimumSupportedImageFraction()) {
      view.customStatistic(FORMATS).ifPresent(found -> checkFormats(domain, found, reasons));
    }
    long bytes = view.maxBytes();
    if (domain.hasMaxImageByteSize() && bytes > domain.getMaxImageByteSize()) {
      reasons.add(
          Type.MAX_IMAGE_BYTE_SIZE_EXCEEDED,
          "Num bytes exceeds the max byte size.",
          "The largest image has bytes: "
              + bytes
              + ". The max allowed byte size is: "
              + domain.getMaxImageByteSize()
              + ".");
      domain.setMaxImageByteSize(bytes);
    }
  }

  private static void checkFormats(
      ImageDomain.Builder domain, CustomStatistic found, Reasons reasons) {
    Map<String, Double> formats = new TreeMap<>(ByteOrder.INSTANCE);
    found
        .getRankHistogram()
        .getBucketsList()
        .forEach(b -> formats.merge(b.getLabel(), b.getSampleCount(), Double::sum));
    double all = formats.values().stream().mapToDouble(Double::doubleValue).sum();
    double images = all - formats.getOrDefault(NO_IMAGE, 0.0);
    float fraction = (float) images / (float) all;
    float expected = domain.getMinimumSupportedImageFraction();
    if (fraction < expected) {
      reasons.add(
          Type.LOW_SUPPORTED_IMAGE_FRACTION,
          "Low supported image fraction",
          String.format(
              Locale.ROOT,
              "Fraction of values containing TensorFlow supported images: %.6f is lower than the"
                  + " threshold set in the Schema: %.6f.",
              fraction,
              expected),
          Found.of(
              Found.share(images, all, "values") + ": " + Found.samples(formats),
              "at least " + Found.number(expected) + " of them"));
      domain.setMinimumSupportedImageFraction(fraction);
    }
  }
}
