package io.millrace.transforms.report;

/**
 * How text for a terminal looks.
 *
 * @param width of a line in characters, at least 40
 * @param color whether escape sequences for colour and bold may stand in it
 * @param details whether each feature has its histogram, quantiles and frequent values, not only a
 *     line
 */
public record TextStyle(int width, boolean color, boolean details) {
  private static final int NARROWEST = 40;

  /** Takes a narrower terminal for one of 40 characters. */
  public TextStyle {
    width = Math.max(NARROWEST, width);
  }
}
