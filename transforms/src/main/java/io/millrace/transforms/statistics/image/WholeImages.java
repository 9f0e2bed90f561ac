package io.millrace.transforms.statistics.image;

import io.millrace.transforms.statistics.batch.Place;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.List;

/** What is counted of the images that are whole. */
final class WholeImages {
  final NumberSummary width = new NumberSummary();
  final NumberSummary height = new NumberSummary();
  final NumberSummary aspectRatio = new NumberSummary();
  final NumberSummary bytes = new NumberSummary();
  final NumberSummary brightness = new NumberSummary();
  final PixelSums pixels = new PixelSums();
  final long[] channels = new long[5];
  ContentCounts contents = new ContentCounts();
  ContentCounts hashes = new ContentCounts();

  private List<NumberSummary> numbers() {
    return List.of(width, height, aspectRatio, bytes, brightness);
  }

  void add(ImageFinding image, int fileBytes, Place place) {
    width.add(image.width());
    height.add(image.height());
    aspectRatio.add((double) image.width() / image.height());
    bytes.add(fileBytes);
    channels[image.channels()]++;
    contents.add(image.digest(), place);
    PixelFigures figures = image.pixels();
    if (figures != null) {
      brightness.add(figures.brightness());
      pixels.add(figures);
      hashes.add(new Digest(figures.hash(), 0), place);
    }
  }

  long count() {
    return width.count();
  }

  void merge(WholeImages other) {
    for (int i = 0; i < numbers().size(); i++) {
      numbers().get(i).merge(other.numbers().get(i));
    }
    pixels.merge(other.pixels);
    for (int i = 0; i < channels.length; i++) {
      channels[i] += other.channels[i];
    }
    contents.merge(other.contents);
    hashes.merge(other.hashes);
  }

  void write(StateOutput out) {
    numbers().forEach(summary -> summary.write(out));
    pixels.write(out);
    for (long count : channels) {
      out.writeVarint(count);
    }
    contents.write(out);
    hashes.write(out);
  }

  static WholeImages read(StateInput in) {
    WholeImages images = new WholeImages();
    images.numbers().forEach(summary -> summary.read(in));
    images.pixels.read(in);
    for (int i = 0; i < images.channels.length; i++) {
      images.channels[i] = in.readVarint();
    }
    images.contents = ContentCounts.read(in);
    images.hashes = ContentCounts.read(in);
    return images;
  }
}
