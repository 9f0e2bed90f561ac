package io.millrace.model.evaluate;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images as data URIs, so that a page needs no other file. */
final class ImageUri {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

  private ImageUri() {}

  /**
   * The image of an error: PNG and JPEG files as they are, raw pixels (1, 3 or 4 channels) as PNG.
   * Empty if there is no image or its bytes do not fit its size.
   */
  static Optional<String> of(WorstError error) {
    byte[] image = error.image();
    if (image == null) {
      return Optional.empty();
    }
    if (startsWith(image, PNG)) {
      return Optional.of(uri("image/png", image));
    }
    if (startsWith(image, JPEG)) {
      return Optional.of(uri("image/jpeg", image));
    }
    int channels = Math.max(error.channels(), 1);
    long pixels = (long) error.height() * error.width();
    boolean fits = pixels > 0 && pixels * channels == image.length;
    if (!fits || (channels != 1 && channels != 3 && channels != 4)) {
      return Optional.empty();
    }
    return Optional.of(uri("image/png", png(image, error.height(), error.width(), channels)));
  }

  private static boolean startsWith(byte[] image, byte[] magic) {
    return image.length > magic.length
        && java.util.Arrays.equals(image, 0, magic.length, magic, 0, magic.length);
  }

  private static String uri(String type, byte[] content) {
    return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(content);
  }

  /** A PNG file of raw pixels: row by row, channels interleaved in the order red, green, blue. */
  static byte[] png(byte[] pixels, int height, int width, int channels) {
    BufferedImage image =
        channels == 1 ? grey(pixels, height, width) : colour(pixels, height, width, channels);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // Not ImageIO.write to the stream itself: that may make a cache file on disk.
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      if (!ImageIO.write(image, "png", stream)) {
        throw new IOException("this JDK writes no PNG");
      }
      stream.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static BufferedImage grey(byte[] pixels, int height, int width) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    WritableRaster raster = image.getRaster();
    System.arraycopy(
        pixels, 0, ((DataBufferByte) raster.getDataBuffer()).getData(), 0, pixels.length);
    return image;
  }

  private static BufferedImage colour(byte[] pixels, int height, int width, int channels) {
    int type = channels == 4 ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++, at += channels) {
        int alpha = channels == 4 ? pixels[at + 3] & 0xFF : 0xFF;
        int rgb =
            (pixels[at] & 0xFF) << 16 | (pixels[at + 1] & 0xFF) << 8 | (pixels[at + 2] & 0xFF);
        image.setRGB(x, y, alpha << 24 | rgb);
      }
    }
    return image;
  }
}
