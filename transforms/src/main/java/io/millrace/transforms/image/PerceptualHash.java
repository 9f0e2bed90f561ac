package io.millrace.transforms.image;

/**
 * The difference hash of 64 bits (dHash: Neal Krawetz, "Kind of Like That", 2013). The luma of the
 * image, {@code 0.299 R + 0.587 G + 0.114 B} (ITU-R BT.601), is averaged over a grid of 9 columns
 * and 8 rows; a bit is set where a cell is darker than its right neighbour, row by row from the
 * top, the first in the highest bit. Images that were scaled, compressed anew or made lighter
 * differ in few bits; an image of one colour has none set. Alpha does not count, nor does the
 * orientation.
 */
public final class PerceptualHash {
  private static final int COLUMNS = 9;
  private static final int ROWS = 8;
  private static final int RED = 299;
  private static final int GREEN = 587;
  private static final int BLUE = 114;

  private PerceptualHash() {}

  /** The hash of an image. */
  public static long of(Pixels pixels) {
    long hash = 0;
    for (int y = 0; y < ROWS; y++) {
      Box left = Box.of(pixels, 0, y, COLUMNS, ROWS);
      long leftLuma = luma(pixels, left);
      for (int x = 1; x < COLUMNS; x++) {
        Box right = Box.of(pixels, x, y, COLUMNS, ROWS);
        long rightLuma = luma(pixels, right);
        // The means are compared without dividing, so that rounding decides nothing.
        boolean darker = leftLuma * right.pixels() < rightLuma * left.pixels();
        hash = hash << 1 | (darker ? 1 : 0);
        left = right;
        leftLuma = rightLuma;
      }
    }
    return hash;
  }

  private static long luma(Pixels pixels, Box box) {
    if (pixels.channels() < 3) {
      return box.sum(pixels, 0);
    }
    return RED * box.sum(pixels, 0) + GREEN * box.sum(pixels, 1) + BLUE * box.sum(pixels, 2);
  }
}
