package io.millrace.transforms.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pixels as files that browsers show, with the writers of the JDK. Needs no display. */
public final class ImageEncoder {
  private ImageEncoder() {}

  /** A PNG file; of two channels the alpha is left out. */
  public static byte[] png(Pixels pixels) {
    return encode(pixels.channels() == 2 ? pixels.opaque() : pixels, "png");
  }

  /** A JPEG file of the JDK's default quality, without alpha. */
  public static byte[] jpeg(Pixels pixels) {
    return encode(pixels.opaque(), "jpeg");
  }

  private static byte[] encode(Pixels pixels, String format) {
    BufferedImage image = pixels.channels() == 1 ? grey(pixels) : colour(pixels);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // Not ImageIO.write to the stream itself: that may make a cache file on disk.
    ImageWriter writer = writer(format);
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(image);
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** The JDK's own, whatever else is on the class path: equal pixels give equal bytes. */
  private static ImageWriter writer(String format) {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format);
    while (writers.hasNext()) {
      ImageWriter writer = writers.next();
      if (writer.getClass().getModule() == ImageIO.class.getModule()) {
        return writer;
      }
    }
    throw new IllegalStateException("this Java runtime has no writer for " + format);
  }

  private static BufferedImage grey(Pixels pixels) {
    BufferedImage image =
        new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_BYTE_GRAY);
    byte[] data = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    System.arraycopy(pixels.bytes(), 0, data, 0, data.length);
    return image;
  }

  private static BufferedImage colour(Pixels pixels) {
    int channels = pixels.channels();
    int type = channels == 4 ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(pixels.width(), pixels.height(), type);
    byte[] bytes = pixels.bytes();
    for (int y = 0, at = 0; y < pixels.height(); y++) {
      for (int x = 0; x < pixels.width(); x++, at += channels) {
        int alpha = channels == 4 ? bytes[at + 3] & 0xff : 0xff;
        int rgb = (bytes[at] & 0xff) << 16 | (bytes[at + 1] & 0xff) << 8 | bytes[at + 2] & 0xff;
        image.setRGB(x, y, alpha << 24 | rgb);
      }
    }
    return image;
  }
}
