package io.millrace.transforms.report;

/**
 * An image of the data, shown beside the statistics of its feature.
 *
 * @param dataset the name of the dataset that it is from; empty: shown with all
 * @param feature the name of the feature, the steps of its path joined by dots
 * @param mediaType what a browser shows: {@code image/png}, {@code image/jpeg}, {@code image/gif},
 *     {@code image/bmp} or {@code image/webp}
 * @param content the bytes of the file; not copied, so leave them as they are
 * @param caption such as the label
 */
@SuppressWarnings("ArrayRecordComponent")
public record SampleImage(
    String dataset, String feature, String mediaType, byte[] content, String caption) {
  /**
   * Checks the media type.
   *
   * @throws IllegalArgumentException if it is no image that browsers show
   */
  public SampleImage {
    // SVG is left out: it is a document with scripts and links of its own.
    if (!mediaType.matches("image/(png|jpeg|gif|bmp|webp)")) {
      throw new IllegalArgumentException(
          "mediaType: " + mediaType + " (expected: image/png, jpeg, gif, bmp or webp)");
    }
  }

  /** An image of no dataset in particular. */
  public SampleImage(String feature, String mediaType, byte[] content, String caption) {
    this("", feature, mediaType, content, caption);
  }

  /** The same image of this dataset. */
  public SampleImage in(String other) {
    return new SampleImage(other, feature, mediaType, content, caption);
  }
}
