package io.millrace.transforms.image;

/**
 * Reads the header of a Windows bitmap. The file is whole if it has the bytes of all rows, or of
 * the packed data.
 */
final class BmpHeader {
  private static final int FILE_HEADER_BYTES = 14;
  private static final int CORE_HEADER_BYTES = 12;
  private static final int INFO_HEADER_BYTES = 40;

  private BmpHeader() {}

  static ImageHeader parse(ImageBytes in) throws BrokenImageException {
    int info = FILE_HEADER_BYTES;
    in.require(info, 4, "a BMP header");
    int headerBytes = in.s32Little(info);
    boolean core = headerBytes == CORE_HEADER_BYTES;
    if (!core && (headerBytes < INFO_HEADER_BYTES || headerBytes > 1024)) {
      throw BrokenImageException.broken(
          info, "a header of %,d bytes".formatted(headerBytes), "12, or 40 and more");
    }
    in.require(info, headerBytes, "a BMP header of %d bytes".formatted(headerBytes));
    long width = core ? in.u16Little(info + 4) : in.s32Little(info + 4);
    long height = core ? in.u16Little(info + 6) : Math.abs((long) in.s32Little(info + 8));
    int bits = in.u16Little(info + (core ? 10 : 14));
    if (width <= 0 || height == 0 || height > Integer.MAX_VALUE || bits > 32) {
      throw BrokenImageException.broken(
          info, "%d x %d pixels of %d bits".formatted(width, height, bits), "some of up to 32");
    }
    int packing = core ? 0 : in.s32Little(info + 16);
    boolean plain = packing == 0 || packing == 3 || packing == 6;
    long bytes =
        plain ? (width * bits + 31) / 32 * 4 * height : in.s32Little(info + 20) & 0xffffffffL;
    in.require(in.s32Little(10) & 0xffffffffL, bytes, "%,d bytes of pixels".formatted(bytes));
    return new ImageHeader("bmp", (int) width, (int) height, 3, ImageHeader.UPRIGHT);
  }
}
