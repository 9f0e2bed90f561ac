package io.millrace.transforms.statistics.image;

import io.millrace.transforms.image.BrokenImageException;
import io.millrace.transforms.image.ImageHeader;
import io.millrace.transforms.image.Pixels;
import io.millrace.transforms.report.SampleImage;
import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.ListLevel;
import io.millrace.transforms.statistics.batch.Place;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.generator.FeatureStatsAccumulator;
import io.millrace.transforms.statistics.generator.ImageDomain;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.FeatureNameStatistics;

/** What {@link ImageStatistics} counts of a feature. */
final class ImageAccumulator implements FeatureStatsAccumulator {
  private final ImageSettings settings;
  private final FeaturePath feature;
  private final boolean sampling;
  private final Map<String, Long> formats = new TreeMap<>();
  private final BrokenImages broken;
  private final ImageSamples samples;
  private long values;
  private long unknown;
  // Null without any: most features are none of images, and there may be many slices.
  private WholeImages whole;

  ImageAccumulator(ImageSettings settings, FeaturePath feature, boolean sampling) {
    this.settings = settings;
    this.feature = feature;
    this.sampling = sampling;
    broken = new BrokenImages(sampling);
    samples = new ImageSamples(settings.seed());
  }

  @Override
  public void add(Column column, Rows rows) {
    throw new IllegalStateException("images are counted with the features beside them");
  }

  @Override
  public void add(ExampleBatch batch, Column column, Rows rows) {
    if (column.kind() != ValueKind.BYTES || column.values() == 0) {
      return;
    }
    ImageFinder finder = ImageFinder.of(settings, batch, column);
    ListLevel lists = column.innermost();
    if (rows.areAll()) {
      for (int list = 0; list < lists.count(); list++) {
        add(batch, column, finder, list);
      }
      return;
    }
    for (int r = 0; r < rows.size(); r++) {
      int end = lists.first(rows.get(r) + 1);
      for (int list = lists.first(rows.get(r)); list < end; list++) {
        add(batch, column, finder, list);
      }
    }
  }

  private void add(ExampleBatch batch, Column column, ImageFinder finder, int list) {
    ListLevel lists = column.innermost();
    int row = lists.row(list);
    for (int i = lists.start(list); i < lists.end(list); i++) {
      values++;
      ImageFinding found = finder.find(i, row);
      if (found == ImageFinding.UNKNOWN) {
        unknown++;
        addBroken(batch, row, found, finder, i);
      } else {
        formats.merge(found.format(), 1L, Long::sum);
        if (found.isWhole()) {
          addWhole(batch, column, row, found, finder, i);
        } else {
          broken.add(found.brokenReason());
          addBroken(batch, row, found, finder, i);
        }
      }
    }
  }

  private void addBroken(
      ExampleBatch batch, int row, ImageFinding found, ImageFinder finder, int i) {
    if (broken.wants(batch.input(), batch.record(row))) {
      String problem = found.problem() == null ? problem(finder.file(i)) : found.problem();
      broken.keep(batch.place(row), found.brokenReason(), problem);
    }
  }

  private static String problem(byte[] file) {
    try {
      ImageHeader.parse(file);
      return "";
    } catch (BrokenImageException e) {
      return e.getMessage();
    }
  }

  private void addWhole(
      ExampleBatch batch, Column column, int row, ImageFinding image, ImageFinder finder, int i) {
    whole = whole == null ? new WholeImages() : whole;
    Place place = batch.place(row);
    whole.add(image, column.bytesEnd(i) - column.bytesStart(i), place);
    long rank = samples.rank(image.digest());
    if (sampling && samples.wants(rank)) {
      String caption =
          Captions.label(batch, row, settings)
              + "%d × %d %s".formatted(image.width(), image.height(), image.format());
      if (image.format().equals(ImageFinding.RAW)) {
        samples.add(
            rank,
            image.digest(),
            place,
            caption,
            true,
            () ->
                ImageSample.shown(
                    new Pixels(finder.file(i), image.width(), image.height(), image.channels())));
      } else {
        samples.add(rank, image.digest(), place, caption, false, () -> finder.file(i));
      }
    }
  }

  @Override
  public void merge(FeatureStatsAccumulator other) {
    ImageAccumulator added = (ImageAccumulator) other;
    values += added.values;
    unknown += added.unknown;
    added.formats.forEach((format, count) -> formats.merge(format, count, Long::sum));
    broken.merge(added.broken);
    samples.merge(added.samples);
    if (whole == null) {
      whole = added.whole;
    } else if (added.whole != null) {
      whole.merge(added.whole);
    }
  }

  @Override
  public void write(StateOutput out) {
    out.writeVarint(values);
    out.writeVarint(unknown);
    out.writeVarint(formats.size());
    formats.forEach(
        (format, count) -> {
          out.writeString(format);
          out.writeVarint(count);
        });
    broken.write(out);
    samples.write(out);
    out.writeBoolean(whole != null);
    if (whole != null) {
      whole.write(out);
    }
  }

  @Override
  public void read(StateInput in) {
    values = in.readVarint();
    unknown = in.readVarint();
    int count = in.readCount(2);
    for (int i = 0; i < count; i++) {
      formats.put(in.readString(), in.readVarint());
    }
    broken.read(in);
    samples.read(in);
    if (in.readBoolean()) {
      whole = WholeImages.read(in);
    }
  }

  private boolean isImage() {
    return settings.isImage(feature) ? values > 0 : ImageDomain.isImage(values, unknown);
  }

  @Override
  public void addTo(FeatureNameStatistics.Builder message) {
    if (isImage()) {
      BrokenImages all = new BrokenImages(sampling);
      all.merge(broken);
      if (unknown > 0) {
        all.add(ImageFinding.UNKNOWN.brokenReason(), unknown);
      }
      ImageMessage images = new ImageMessage(message, settings.histogramBuckets());
      images.addFormats(formats, unknown);
      images.addBroken(all);
      if (whole != null) {
        images.add(whole);
      }
    }
  }

  @Override
  public List<SampleImage> images() {
    return isImage() ? samples.images(feature) : List.of();
  }
}
