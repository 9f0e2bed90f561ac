package io.millrace.transforms.image;

/** Reads the orientation from EXIF data: TIFF's tag 0x0112 of the first directory. */
final class Exif {
  private static final int ORIENTATION = 0x0112;
  private static final int ENTRY_BYTES = 12;

  private Exif() {}

  /** 1 to 8; 1 where the data do not say, or are broken. */
  static int orientation(ImageBytes in, int at, int length) {
    if (length < 8) {
      return ImageHeader.UPRIGHT;
    }
    boolean little = in.text(at, 2).equals("II");
    long directory = little ? in.s32Little(at + 4) : in.s32(at + 4);
    if (directory < 8 || directory + 2 > length) {
      return ImageHeader.UPRIGHT;
    }
    int count = u16(in, at + (int) directory, little);
    for (int i = 0; i < count; i++) {
      long entry = directory + 2 + (long) ENTRY_BYTES * i;
      if (entry + ENTRY_BYTES > length) {
        break;
      }
      int start = at + (int) entry;
      if (u16(in, start, little) == ORIENTATION) {
        int value = u16(in, start + 8, little);
        return value >= 1 && value <= 8 ? value : ImageHeader.UPRIGHT;
      }
    }
    return ImageHeader.UPRIGHT;
  }

  private static int u16(ImageBytes in, int at, boolean little) {
    return little ? in.u16Little(at) : in.u16(at);
  }
}
