package io.millrace.transforms.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Images for tests, written by the JDK or by hand. */
public final class TestImages {
  private TestImages() {}

  /** Pixels whose red grows to the right and green downwards, blue is 200. */
  public static BufferedImage rgb(int width, int height) {
    return filled(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
  }

  /** Large spots of colour, other ones for each seed. */
  public static BufferedImage blotches(int seed, int width, int height) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < 60; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillOval(
          random.nextInt(width) - width / 4,
          random.nextInt(height) - height / 4,
          width / 8 + random.nextInt(width / 3),
          height / 8 + random.nextInt(height / 3));
    }
    graphics.dispose();
    return image;
  }

  /** The same with alpha 128. */
  public static BufferedImage rgba(int width, int height) {
    return filled(new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB));
  }

  private static BufferedImage filled(BufferedImage image) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, 0x80 << 24 | red(x) << 16 | green(y) << 8 | 200);
      }
    }
    return image;
  }

  public static int red(int x) {
    return 16 * x & 0xff;
  }

  public static int green(int y) {
    return 16 * y & 0xff;
  }

  /** A grey image of 8 or 16 bits whose samples are 4369 or 17 times {@code x}. */
  public static BufferedImage grey(int width, int height, int bits) {
    int type = bits == 8 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_USHORT_GRAY;
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setSample(x, y, 0, (bits == 8 ? 17 : 4369) * x);
      }
    }
    return image;
  }

  /** Grey and alpha, 8 bits each. */
  public static BufferedImage greyAlpha(int width, int height) {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster = model.createCompatibleWritableRaster(width, height);
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        raster.setPixel(x, y, new int[] {x, 100 + y});
      }
    }
    return new BufferedImage(model, raster, false, null);
  }

  public static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("the JDK writes no such " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public static byte[] jpeg(int width, int height) {
    return encode(rgb(width, height), "jpeg");
  }

  public static byte[] png(int width, int height) {
    return encode(rgb(width, height), "png");
  }

  public static byte[] progressiveJpeg(int width, int height) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(rgb(width, height), null, null), parameters);
    }
    writer.dispose();
    return out.toByteArray();
  }

  /** A JPEG of four raw components of one value each, with Adobe's marker of a transform. */
  public static byte[] fourComponentJpeg(int[] values, int transform) throws IOException {
    int side = 8;
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, side, side, 4, null);
    for (int x = 0; x < side; x++) {
      for (int y = 0; y < side; y++) {
        raster.setPixel(x, y, values);
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), parameters);
    }
    writer.dispose();
    byte[] adobe = {
      (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform
    };
    return transform < 0 ? out.toByteArray() : insert(out.toByteArray(), 2, adobe);
  }

  /** The JPEG with EXIF data of this orientation. */
  public static byte[] oriented(byte[] jpeg, int orientation, ByteOrder order) {
    byte[] exif = exif(orientation, order);
    ByteBuffer segment = ByteBuffer.allocate(4 + 6 + exif.length);
    segment.putShort((short) 0xffe1).putShort((short) (2 + 6 + exif.length));
    segment.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(exif);
    return insert(jpeg, 2, segment.array());
  }

  /** A TIFF directory of two entries. */
  public static byte[] exif(int orientation, ByteOrder order) {
    ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 24 + 4).order(order);
    tiff.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
    tiff.putShort((short) 42).putInt(8).putShort((short) 2);
    tiff.putShort((short) 0x0100).putShort((short) 4).putInt(1).putInt(640);
    tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
    return tiff.array();
  }

  /** A PNG chunk. */
  public static byte[] chunk(String type, byte[] content) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + content.length);
    chunk.putInt(content.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(content);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + content.length);
    return chunk.putInt((int) crc.getValue()).array();
  }

  /** A PNG that announces this size and has no data for it. */
  public static byte[] hugePng(int width, int height) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 2, 0, 0, 0})
            .array();
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(Arrays.copyOf(png(1, 1), 8));
    png.writeBytes(chunk("IHDR", header));
    png.writeBytes(chunk("IDAT", new byte[10]));
    png.writeBytes(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  public static byte[] insert(byte[] file, int at, byte[] part) {
    ByteBuffer whole = ByteBuffer.allocate(file.length + part.length);
    return whole.put(file, 0, at).put(part).put(file, at, file.length - at).array();
  }
}
