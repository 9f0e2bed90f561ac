package io.millrace.transforms.statistics.image;

/**
 * What a value is.
 *
 * @param format {@code bmp}, {@code gif}, {@code jpeg}, {@code png} or {@code raw}; null for other
 *     values
 * @param brokenReason null for a whole image
 * @param problem what is wrong with one that is not; null where that is still to be looked up
 * @param digest of the content; null for one that is broken
 * @param pixels null where they were not decoded
 */
record ImageFinding(
    String format,
    String brokenReason,
    String problem,
    int width,
    int height,
    int channels,
    Digest digest,
    PixelFigures pixels) {
  static final String RAW = "raw";

  /** Not of any format; what it is instead is looked up for samples only. */
  static final ImageFinding UNKNOWN =
      new ImageFinding(null, "unknown_format", null, 0, 0, 0, null, null);

  static ImageFinding broken(String format, String reason, String problem) {
    return new ImageFinding(format, reason, problem, 0, 0, 0, null, null);
  }

  boolean isWhole() {
    return brokenReason == null;
  }
}
