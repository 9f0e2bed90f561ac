package io.millrace.transforms.ingest.idx;

import io.millrace.artifacts.MillraceException;

/**
 * The head of an IDX file (LeCun's format): two zero bytes, the type of the elements, the count of
 * dimensions, each dimension as a big-endian 32-bit number, then the elements. Here the elements
 * are unsigned bytes (type 8).
 *
 * @param count the first dimension: images or labels
 * @param height in pixels; 1 for labels
 * @param width in pixels; 1 for labels
 * @param channels per pixel; 1 where the file has three dimensions, and for labels
 */
record IdxHeader(long count, int height, int width, int channels) {
  private static final int UNSIGNED_BYTE = 8;
  private static final int MAX_IMAGE_BYTES = 1 << 30;

  /** What the file is, by its name. */
  enum Kind {
    IMAGES("image", "0x00000803 or 0x00000804: images of unsigned bytes"),
    LABELS("label", "0x00000801: labels of unsigned bytes");

    private final String element;
    private final String magic;

    Kind(String element, String magic) {
      this.element = element;
      this.magic = magic;
    }

    /** The word for one element in messages. */
    String element() {
      return element;
    }

    boolean hasRank(int dimensions) {
      return this == LABELS ? dimensions == 1 : dimensions == 3 || dimensions == 4;
    }
  }

  /** The bytes of a header with this many dimensions. */
  static int bytes(int dimensions) {
    return 4 + 4 * dimensions;
  }

  /** Dimensions that the magic number announces, if it is that of such a file. */
  static int dimensions(String file, Kind kind, int magic) {
    int rank = magic & 0xff;
    if (magic >>> 8 != UNSIGNED_BYTE || !kind.hasRank(rank)) {
      throw MillraceException.data(
          "%s: magic number at byte 0: found 0x%08x%s (expected: %s); is the file mislabelled?"
              .formatted(file, magic, meaning(magic), kind.magic));
    }
    return rank;
  }

  private static String meaning(int magic) {
    if (magic == 0x801) {
      return ", a file of labels";
    }
    return magic == 0x803 || magic == 0x804 ? ", a file of images" : "";
  }

  /** The header with these dimensions. */
  static IdxHeader of(String file, Kind kind, int[] dimensions) {
    long count = dimensions[0] & 0xffffffffL;
    if (kind == Kind.LABELS) {
      return new IdxHeader(count, 1, 1, 1);
    }
    long size = 1;
    for (int i = 1; i < dimensions.length; i++) {
      long length = dimensions[i] & 0xffffffffL;
      if (length == 0 || length > MAX_IMAGE_BYTES || (size *= length) > MAX_IMAGE_BYTES) {
        throw MillraceException.data(
            "%s: dimension %d at byte %d: found %,d (expected: images of 1 to %,d bytes); the file is damaged"
                .formatted(file, i, 4 + 4 * i, length, MAX_IMAGE_BYTES));
      }
    }
    return new IdxHeader(
        count, dimensions[1], dimensions[2], dimensions.length == 4 ? dimensions[3] : 1);
  }

  /** Swaps rows and columns of an image of this header's shape. */
  void transpose(byte[] image, byte[] target) {
    int at = 0;
    for (int column = 0; column < width; column++) {
      for (int row = 0; row < height; row++) {
        int from = (row * width + column) * channels;
        for (int channel = 0; channel < channels; channel++) {
          target[at++] = image[from + channel];
        }
      }
    }
  }

  /** The bytes of one image or label. */
  int elementBytes() {
    return height * width * channels;
  }
}
