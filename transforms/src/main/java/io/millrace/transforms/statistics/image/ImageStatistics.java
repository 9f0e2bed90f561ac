package io.millrace.transforms.statistics.image;

import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.generator.FeatureStatsAccumulator;
import io.millrace.transforms.statistics.generator.FeatureStatsGenerator;

/**
 * Statistics of features that hold images. A feature is one of images if the settings say so, or if
 * of at least 100 values at least 80% begin as a BMP, GIF, JPEG or PNG file (TFDV's rule) or are
 * raw pixels; others get no statistics. Raw pixels are bytes of a feature beside which the features
 * {@code height}, {@code width} and (unless it is 1) {@code channels} have one number each, whose
 * product is the number of bytes: rows from the top, the channels of a pixel side by side, as
 * ExampleGen writes IDX and CIFAR files and decoded images.
 *
 * <p>Custom statistics, of the images that are whole but for those of formats and broken ones:
 *
 * <ul>
 *   <li>{@code image_format_histogram} of all values, TFDV's, with {@code raw} beside the formats
 *       and {@code UNKNOWN} for the rest; {@code image_channels_histogram}.
 *   <li>{@code image_broken}: values that are no whole image of a known format, by their headers
 *       and ends, or of those that are decoded do not decode; {@code image_broken_histogram} by
 *       reason, and {@code image_broken_samples}, a line each for the first {@value
 *       BrokenImages#MOST_SAMPLES} of them by file and record.
 *   <li>{@code image_min_...}, {@code image_max_...} (TFDV's for width and height), {@code
 *       image_mean_...}, {@code image_std_dev_...} (of the population) and {@code
 *       image_..._histogram} of {@code width} and {@code height} in pixels as stored, {@code
 *       aspect_ratio} (width by height), {@code bytes} and, of decoded images, {@code brightness}.
 *   <li>{@code image_distinct}, {@code image_duplicates}, {@code image_duplicate_groups}, {@code
 *       image_duplicates_histogram}: see {@link ContentCounts}.
 *   <li>{@code image_near_...}, of decoded images: see {@link NearDuplicates}.
 *   <li>{@code image_decoded}, and of the pixels of all of them {@code image_mean_red}, {@code
 *       image_std_dev_red} and so on: see {@link PixelSums}.
 * </ul>
 *
 * <p>Counts, minima, maxima, means and deviations are exact and do not depend on how examples are
 * divided; the rest is within the bounds that these classes state. Memory: 40 KiB for each
 * histogram, 10 MiB for duplicates, and 1 MiB for each of 12 images to look at while a task reads.
 */
public record ImageStatistics(ImageSettings settings) implements FeatureStatsGenerator {
  @Override
  public String name() {
    return "image_statistics";
  }

  @Override
  public FeatureStatsAccumulator newAccumulator(FeaturePath feature) {
    return new ImageAccumulator(settings, feature, true);
  }

  /** Without images to look at and places of broken ones. */
  @Override
  public FeatureStatsAccumulator newSliceAccumulator(FeaturePath feature) {
    return new ImageAccumulator(settings, feature, false);
  }
}
