package io.millrace.transforms.image;

import java.awt.image.Raster;

/**
 * Makes grey or RGB of a JPEG's components. YCbCr by JFIF's formula in the fixed-point form of
 * libjpeg, so that pixels equal those of decoders built on it. CMYK is stored inverted where
 * Adobe's marker stands; red is then {@code (255 - cyan) * (255 - black) / 255}, without any colour
 * profile.
 */
final class JpegColours {
  private static final int SCALE_BITS = 16;
  private static final int HALF = 1 << (SCALE_BITS - 1);
  private static final int RED_CR = fixed(1.40200);
  private static final int BLUE_CB = fixed(1.77200);
  private static final int GREEN_CR = -fixed(0.71414);
  private static final int GREEN_CB = -fixed(0.34414);

  private JpegColours() {}

  private static int fixed(double factor) {
    return (int) (factor * (1 << SCALE_BITS) + 0.5);
  }

  static Pixels convert(Raster raster, JpegHeader header) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    int channels = bands == 1 ? 1 : 3;
    byte[] pixels = new byte[width * height * channels];
    int[] row = new int[width * bands];
    byte[] rgb = new byte[3];
    int at = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < row.length; x += bands) {
        if (bands == 1) {
          pixels[at++] = (byte) row[x];
          continue;
        }
        boolean converted = bands == 3 ? header.rgb() : !header.ycck();
        if (converted) {
          rgb[0] = (byte) row[x];
          rgb[1] = (byte) row[x + 1];
          rgb[2] = (byte) row[x + 2];
        } else {
          toRgb(row[x], row[x + 1] - 128, row[x + 2] - 128, rgb);
        }
        for (int c = 0; c < 3; c++) {
          pixels[at++] = bands == 3 ? rgb[c] : mixed(rgb[c] & 0xff, row[x + 3], header);
        }
      }
    }
    return new Pixels(pixels, width, height, channels);
  }

  private static void toRgb(int y, int cb, int cr, byte[] rgb) {
    rgb[0] = clamp(y + (RED_CR * cr + HALF >> SCALE_BITS));
    rgb[1] = clamp(y + (GREEN_CB * cb + GREEN_CR * cr + HALF >> SCALE_BITS));
    rgb[2] = clamp(y + (BLUE_CB * cb + HALF >> SCALE_BITS));
  }

  /** YCCK holds the complement of CMY as RGB. */
  private static byte mixed(int ink, int black, JpegHeader header) {
    int stored = header.ycck() ? 255 - ink : ink;
    int light = header.inverted() ? stored : 255 - stored;
    int white = header.inverted() ? black : 255 - black;
    return (byte) ((light * white + 127) / 255);
  }

  private static byte clamp(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
