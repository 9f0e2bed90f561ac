package io.millrace.transforms.statistics.image;

import io.millrace.transforms.image.ImageMagic;
import io.millrace.transforms.report.SampleImage;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.Place;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A sample of the distinct images: the {@value #MOST} whose digests have the smallest hashes with a
 * seed. The same images give the same sample, in whatever order and division they come.
 */
final class ImageSamples {
  /** So many are kept. */
  static final int MOST = 12;

  /** Larger files become thumbnails at once, smaller ones when the state is written. */
  private static final int MOST_KEPT_BYTES = 1 << 20;

  private final long seed;
  // By rank; ranks of different images do not meet.
  private final TreeMap<Long, ImageSample> samples = new TreeMap<>(Long::compareUnsigned);
  private final Set<Long> unsettled = new HashSet<>();

  ImageSamples(long seed) {
    this.seed = seed;
  }

  /** The rank of an image; asked for before the rest, since few are wanted. */
  long rank(Digest digest) {
    return digest.hash(seed + 1);
  }

  boolean wants(long rank) {
    return samples.size() < MOST || Long.compareUnsigned(rank, samples.lastKey()) <= 0;
  }

  /**
   * Adds an image that is wanted.
   *
   * @param file asked for only if the image is new
   * @param settled whether what it gives is to be shown as it is
   */
  void add(
      long rank,
      Digest digest,
      Place place,
      String caption,
      boolean settled,
      Supplier<byte[]> file) {
    ImageSample known = samples.get(rank);
    if (known != null) {
      byte[] content = known.content();
      keep(known.first(new ImageSample(rank, digest, place, caption, content)));
      return;
    }
    byte[] content = file.get();
    if (settled || content.length > MOST_KEPT_BYTES) {
      content = settled ? content : ImageSample.shown(content);
    } else {
      unsettled.add(rank);
    }
    keep(new ImageSample(rank, digest, place, caption, content));
  }

  private void keep(ImageSample sample) {
    samples.put(sample.rank(), sample);
    if (samples.size() > MOST) {
      unsettled.remove(samples.pollLastEntry().getKey());
    }
  }

  private void settle() {
    unsettled.forEach(rank -> samples.computeIfPresent(rank, (r, sample) -> sample.settled()));
    unsettled.clear();
  }

  void merge(ImageSamples other) {
    settle();
    other.settle();
    for (ImageSample sample : other.samples.values()) {
      ImageSample known = samples.get(sample.rank());
      keep(known == null ? sample : known.first(sample));
    }
  }

  void write(StateOutput out) {
    settle();
    out.writeVarint(samples.size());
    samples.values().forEach(sample -> sample.write(out));
  }

  void read(StateInput in) {
    int count = in.readCount(1);
    for (int i = 0; i < count; i++) {
      keep(ImageSample.read(in));
    }
  }

  /** What can be shown, by rank. */
  List<SampleImage> images(FeaturePath feature) {
    settle();
    List<SampleImage> images = new ArrayList<>();
    for (ImageSample sample : samples.values()) {
      Optional<ImageMagic> format = sample.format();
      if (format.isPresent()) {
        images.add(
            new SampleImage(
                feature.toString(),
                format.get().mediaType(),
                sample.content(),
                sample.caption() + " · " + Places.shown(sample.place())));
      }
    }
    return images;
  }
}
