package io.millrace.transforms.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes images with the readers of the JDK, without any colour profile, to 8 bits a channel: 16
 * bits lose their lower byte, fewer are spread. Palettes become RGB, with alpha if they have any;
 * of a GIF the first frame stands on a black screen. Needs no display.
 */
public final class ImageDecoder {
  /** Frames of GIFs up to this many pixels may exceed their screen by any factor. */
  private static final long LEAST_GUARDED = 1 << 20;

  private ImageDecoder() {}

  /**
   * Decodes a file.
   *
   * @throws BrokenImageException with reason {@code undecodable_image}
   */
  public static Pixels decode(byte[] file, ImageHeader header) throws BrokenImageException {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      ImageReader reader = reader(header.format());
      try {
        reader.setInput(in, true, true);
        return decode(reader, file, header);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // The JDK's readers answer damaged data with many a runtime exception.
      throw new BrokenImageException(
          "undecodable_image",
          0,
          "%s %d x %d: %s (expected: an image that the JDK decodes); convert or remove it"
              .formatted(header.format(), header.width(), header.height(), e));
    }
  }

  /** The JDK's own, whatever else is on the class path: equal input gives equal pixels. */
  private static ImageReader reader(String format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getModule() == ImageIO.class.getModule()) {
        return reader;
      }
    }
    throw new IllegalStateException("this Java runtime has no reader for " + format);
  }

  private static Pixels decode(ImageReader reader, byte[] file, ImageHeader header)
      throws IOException, BrokenImageException {
    if (header.format().equals("jpeg")) {
      return JpegColours.convert(reader.readRaster(0, null), JpegHeader.read(new ImageBytes(file)));
    }
    long framePixels = (long) reader.getWidth(0) * reader.getHeight(0);
    if (framePixels > Math.max(LEAST_GUARDED, 4L * header.width() * header.height())) {
      throw BrokenImageException.broken(
          0,
          "a frame of %,d pixels on a smaller screen".formatted(framePixels),
          "one that fits it");
    }
    BufferedImage image = reader.read(0);
    if (!header.format().equals("gif")) {
      return convert(image, header.channels());
    }
    Pixels frame = convert(image, 3);
    GifHeader gif = GifHeader.read(new ImageBytes(file));
    return onScreen(frame, gif);
  }

  private static Pixels onScreen(Pixels frame, GifHeader gif) {
    byte[] screen = new byte[gif.width() * gif.height() * 3];
    int width = Math.min(frame.width(), gif.width() - gif.left());
    for (int y = 0; y < frame.height() && gif.top() + y < gif.height() && width > 0; y++) {
      System.arraycopy(
          frame.bytes(),
          y * frame.width() * 3,
          screen,
          ((gif.top() + y) * gif.width() + gif.left()) * 3,
          width * 3);
    }
    return new Pixels(screen, gif.width(), gif.height(), 3);
  }

  private static Pixels convert(BufferedImage image, int channels) {
    int width = image.getWidth();
    int height = image.getHeight();
    Raster raster = image.getRaster();
    int bands = raster.getNumBands();
    ColorModel colours = image.getColorModel();
    byte[][] palette = colours instanceof IndexColorModel index ? palette(index) : null;
    int[] bits = raster.getSampleModel().getSampleSize();
    byte[] pixels = new byte[width * height * channels];
    int[] row = new int[width * bands];
    int at = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < row.length; x += bands) {
        for (int c = 0; c < channels; c++) {
          pixels[at++] = palette == null ? eightBits(row[x + c], bits[c]) : palette[c][row[x]];
        }
      }
    }
    return new Pixels(pixels, width, height, channels);
  }

  private static byte[][] palette(IndexColorModel index) {
    byte[][] palette = new byte[4][index.getMapSize()];
    index.getReds(palette[0]);
    index.getGreens(palette[1]);
    index.getBlues(palette[2]);
    index.getAlphas(palette[3]);
    return palette;
  }

  private static byte eightBits(int sample, int bits) {
    if (bits == 8) {
      return (byte) sample;
    }
    return (byte) (bits > 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1));
  }
}
