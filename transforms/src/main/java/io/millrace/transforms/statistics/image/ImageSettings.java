package io.millrace.transforms.statistics.image;

import io.millrace.transforms.statistics.batch.FeaturePath;
import java.io.Serializable;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How images are counted.
 *
 * @param features that hold images whatever their values look like, by their paths with dots
 * @param pixels whether images are decoded
 * @param pixelsSampleRate the share of images, by their content, that are; above 0, at most 1
 * @param seed chooses other images of that share, and other images to look at
 * @param labelFeature whose value stands below an image to look at; null for none
 * @param histogramBuckets of each histogram
 */
public record ImageSettings(
    Set<String> features,
    boolean pixels,
    double pixelsSampleRate,
    long seed,
    String labelFeature,
    int histogramBuckets)
    implements Serializable {
  public ImageSettings {
    features = new TreeSet<>(features);
  }

  /** The settings of headers only, with TFDV's rule for which features are images. */
  public static ImageSettings headers(int histogramBuckets) {
    return new ImageSettings(Set.of(), false, 1, 0, null, histogramBuckets);
  }

  boolean isImage(FeaturePath feature) {
    return features.contains(feature.toString());
  }

  Optional<FeaturePath> label() {
    return Optional.ofNullable(labelFeature).map(FeaturePath::of);
  }
}
