package io.millrace.transforms.image;

import java.util.zip.CRC32;

/**
 * Reads the chunks of a PNG file (ISO/IEC 15948): the header, transparency of a palette, EXIF. The
 * file is whole if its chunks lead to the end chunk; their checksums are left to decoders, but for
 * that of the header.
 */
final class PngHeader {
  private static final int FIRST_CHUNK = 8;
  private static final int CHUNK_FRAME = 12;
  private static final int HEADER_BYTES = 13;
  private static final int PALETTE = 3;

  private PngHeader() {}

  static ImageHeader parse(ImageBytes in) throws BrokenImageException {
    in.require(FIRST_CHUNK, CHUNK_FRAME + HEADER_BYTES, "a PNG header");
    checkHeader(in);
    int start = FIRST_CHUNK + 8;
    int colour = in.u8(start + 9);
    int orientation = ImageHeader.UPRIGHT;
    boolean transparent = false;
    boolean data = false;
    long at = FIRST_CHUNK;
    while (true) {
      in.require(at, CHUNK_FRAME, "another PNG chunk");
      long length = in.s32((int) at) & 0xffffffffL;
      String type = in.text((int) at + 4, 4);
      in.requireSized(at, CHUNK_FRAME + length, "a PNG chunk", length);
      if (type.equals("eXIf")) {
        orientation = Exif.orientation(in, (int) at + 8, (int) length);
      }
      transparent |= type.equals("tRNS");
      data |= type.equals("IDAT");
      if (type.equals("IEND")) {
        break;
      }
      at += CHUNK_FRAME + length;
    }
    if (!data) {
      throw BrokenImageException.broken(at, "PNG's end without data", "an IDAT chunk");
    }
    return new ImageHeader(
        "png", in.s32(start), in.s32(start + 4), channels(colour, transparent), orientation);
  }

  private static void checkHeader(ImageBytes in) throws BrokenImageException {
    CRC32 crc = new CRC32();
    crc.update(in.array(), FIRST_CHUNK + 4, 4 + HEADER_BYTES);
    int start = FIRST_CHUNK + 8;
    if (!in.text(FIRST_CHUNK + 4, 4).equals("IHDR")
        || in.s32(FIRST_CHUNK) != HEADER_BYTES
        || in.s32(start + HEADER_BYTES) != (int) crc.getValue()) {
      throw BrokenImageException.broken(
          FIRST_CHUNK, "another chunk, or a wrong checksum", "an intact IHDR chunk");
    }
    int colour = in.u8(start + 9);
    if (in.s32(start) <= 0 || in.s32(start + 4) <= 0 || channels(colour, false) == 0) {
      throw BrokenImageException.broken(
          start,
          "%d x %d pixels of colour type %d".formatted(in.s32(start), in.s32(start + 4), colour),
          "pixels of type 0, 2, 3, 4 or 6");
    }
  }

  private static int channels(int colour, boolean transparent) {
    return switch (colour) {
      case 0 -> 1;
      case 2 -> 3;
      case PALETTE -> transparent ? 4 : 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> 0;
    };
  }
}
