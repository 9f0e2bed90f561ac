package io.millrace.transforms.image;

/**
 * Reads the blocks of a GIF file (GIF89a): the size of its screen and the place of its first frame.
 * The file is whole if its blocks lead to the trailer.
 *
 * @param left of the first frame, in pixels
 * @param top of the first frame, in pixels
 */
record GifHeader(int width, int height, int left, int top) {
  private static final int SCREEN_BYTES = 13;
  private static final int IMAGE_BYTES = 10;
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int TRAILER = 0x3b;
  private static final String MORE = "another GIF block";

  static ImageHeader parse(ImageBytes in) throws BrokenImageException {
    GifHeader gif = read(in);
    return new ImageHeader("gif", gif.width, gif.height, 3, ImageHeader.UPRIGHT);
  }

  static GifHeader read(ImageBytes in) throws BrokenImageException {
    in.require(0, SCREEN_BYTES, "a GIF header");
    int width = in.u16Little(6);
    int height = in.u16Little(8);
    GifHeader first = null;
    int at = SCREEN_BYTES + colourTable(in.u8(10));
    while (true) {
      in.require(at, 1, MORE);
      int block = in.u8(at);
      if (block == TRAILER) {
        break;
      }
      if (block == IMAGE) {
        in.require(at, IMAGE_BYTES + 1, MORE);
        if (first == null) {
          first = new GifHeader(width, height, in.u16Little(at + 1), in.u16Little(at + 3));
        }
        at += IMAGE_BYTES + colourTable(in.u8(at + 9)) + 1;
      } else if (block == EXTENSION) {
        at += 2;
      } else {
        throw BrokenImageException.broken(
            at, "byte 0x%02x".formatted(block), "a GIF block: 0x21, 0x2c or 0x3b");
      }
      at = skipSubBlocks(in, at);
    }
    if (first == null || width == 0 || height == 0) {
      throw BrokenImageException.broken(
          6,
          "%d x %d pixels%s".formatted(width, height, first == null ? ", no frame" : ""),
          "some");
    }
    return first;
  }

  private static int colourTable(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (1 + (flags & 7));
  }

  private static int skipSubBlocks(ImageBytes in, int start) throws BrokenImageException {
    int at = start;
    while (true) {
      in.require(at, 1, MORE);
      int size = in.u8(at);
      at += 1 + size;
      if (size == 0) {
        return at;
      }
    }
  }
}
