package io.millrace.transforms.image;

/**
 * A decoded image.
 *
 * @param bytes unsigned, row by row from the top, the channels of a pixel side by side; owned by
 *     this record, not copied
 * @param channels 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha
 */
public record Pixels(byte[] bytes, int width, int height, int channels) {
  /** Turned and mirrored as EXIF's orientation (1 to 8) asks for. */
  public Pixels upright(int orientation) {
    if (orientation == ImageHeader.UPRIGHT) {
      return this;
    }
    boolean swapped = orientation >= 5;
    int newWidth = swapped ? height : width;
    int newHeight = swapped ? width : height;
    byte[] turned = new byte[bytes.length];
    int at = 0;
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        int from = source(orientation, x, y) * channels;
        for (int c = 0; c < channels; c++) {
          turned[at++] = bytes[from + c];
        }
      }
    }
    return new Pixels(turned, newWidth, newHeight, channels);
  }

  private int source(int orientation, int x, int y) {
    int right = width - 1;
    int bottom = height - 1;
    return switch (orientation) {
      case 2 -> y * width + right - x;
      case 3 -> (bottom - y) * width + right - x;
      case 4 -> (bottom - y) * width + x;
      case 5 -> x * width + y;
      case 6 -> (bottom - x) * width + y;
      case 7 -> (bottom - x) * width + right - y;
      default -> x * width + right - y;
    };
  }

  /**
   * Shrunk so that no side is longer than {@code mostSide}, in proportion; each pixel is the mean
   * of those that it covers. Smaller images stay as they are.
   */
  public Pixels shrunk(int mostSide) {
    int longest = Math.max(width, height);
    if (longest <= mostSide) {
      return this;
    }
    int newWidth = (int) Math.max(1, ((long) width * mostSide + longest / 2) / longest);
    int newHeight = (int) Math.max(1, ((long) height * mostSide + longest / 2) / longest);
    byte[] small = new byte[newWidth * newHeight * channels];
    int at = 0;
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        Box box = Box.of(this, x, y, newWidth, newHeight);
        for (int c = 0; c < channels; c++) {
          small[at++] = (byte) ((box.sum(this, c) + box.pixels() / 2) / box.pixels());
        }
      }
    }
    return new Pixels(small, newWidth, newHeight, channels);
  }

  /** Without alpha. */
  public Pixels opaque() {
    if (channels == 1 || channels == 3) {
      return this;
    }
    int kept = channels - 1;
    byte[] colours = new byte[width * height * kept];
    for (int from = 0, at = 0; at < colours.length; from += channels) {
      for (int c = 0; c < kept; c++) {
        colours[at++] = bytes[from + c];
      }
    }
    return new Pixels(colours, width, height, kept);
  }
}
