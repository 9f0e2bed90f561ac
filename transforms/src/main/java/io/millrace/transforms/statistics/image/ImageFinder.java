package io.millrace.transforms.statistics.image;

import io.millrace.transforms.image.BrokenImageException;
import io.millrace.transforms.image.ImageDecoder;
import io.millrace.transforms.image.ImageHeader;
import io.millrace.transforms.image.ImageMagic;
import io.millrace.transforms.image.Pixels;
import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ExampleBatch;
import java.util.Arrays;
import java.util.Optional;

/**
 * Looks at the values of a column of a batch, at each once, however many accumulators ask. Whatever
 * the bytes are, it answers.
 */
final class ImageFinder {
  /** Larger images are not decoded; as many as ExampleGen takes by default. */
  static final long MOST_PIXELS = 1L << 26;

  private static final long SAMPLE_SALT = 0x70697865;

  private final ImageSettings settings;
  private final Column column;
  private final Optional<RawShapes> shapes;
  private final ImageFinding[] findings;

  private ImageFinder(ImageSettings settings, ExampleBatch batch, Column column) {
    this.settings = settings;
    this.column = column;
    shapes = RawShapes.beside(batch, column);
    findings = new ImageFinding[column.values()];
  }

  static ImageFinder of(ImageSettings settings, ExampleBatch batch, Column column) {
    return column.derived(settings, () -> new ImageFinder(settings, batch, column));
  }

  /** What value {@code i}, in a row, is. */
  ImageFinding find(int i, int row) {
    ImageFinding found = findings[i];
    if (found == null) {
      found = look(i, row);
      findings[i] = found;
    }
    return found;
  }

  /** A copy of the bytes of a value. */
  byte[] file(int i) {
    return Arrays.copyOfRange(column.bytes(), column.bytesStart(i), column.bytesEnd(i));
  }

  private ImageFinding look(int i, int row) {
    int start = column.bytesStart(i);
    int length = column.bytesEnd(i) - start;
    Optional<ImageMagic> magic = ImageMagic.of(column.bytes(), start, length);
    // Two bytes make a bitmap, which raw pixels may begin with.
    boolean sure = magic.isPresent() && magic.get() != ImageMagic.BMP;
    if (!sure && shapes.isPresent()) {
      int channels = shapes.get().channels(row, length);
      if (channels > 0) {
        return raw(i, row, channels);
      }
    }
    return magic.isEmpty() ? ImageFinding.UNKNOWN : encoded(magic.get().formatName(), i);
  }

  private ImageFinding raw(int i, int row, int channels) {
    Digest digest = digest(i);
    int width = (int) shapes.orElseThrow().width(row);
    int height = (int) shapes.orElseThrow().height(row);
    PixelFigures figures =
        isDecoded(digest) ? PixelFigures.of(new Pixels(file(i), width, height, channels)) : null;
    return new ImageFinding(ImageFinding.RAW, null, null, width, height, channels, digest, figures);
  }

  private ImageFinding encoded(String format, int i) {
    byte[] file = file(i);
    try {
      ImageHeader header = ImageHeader.parse(file);
      Digest digest = digest(i);
      boolean decode = isDecoded(digest) && (long) header.width() * header.height() <= MOST_PIXELS;
      PixelFigures figures = decode ? PixelFigures.of(ImageDecoder.decode(file, header)) : null;
      return new ImageFinding(
          format, null, null, header.width(), header.height(), header.channels(), digest, figures);
    } catch (BrokenImageException e) {
      return ImageFinding.broken(format, e.reason(), "byte " + e.at() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      // Headers of damaged files may say anything; the scan goes on.
      return ImageFinding.broken(format, "broken_image", "found " + e);
    }
  }

  private Digest digest(int i) {
    int start = column.bytesStart(i);
    return Digest.of(column.bytes(), start, column.bytesEnd(i) - start);
  }

  private boolean isDecoded(Digest digest) {
    return settings.pixels()
        && (settings.pixelsSampleRate() >= 1
            || digest.hash(settings.seed() ^ SAMPLE_SALT) >>> 1
                < settings.pixelsSampleRate() * 0x1p63);
  }
}
