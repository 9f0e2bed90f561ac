package io.millrace.transforms.image;

/**
 * Reads the segments of a JPEG file (ITU-T T.81, annex B) up to its first scan: the frame header
 * (SOF, of any process), EXIF in APP1 and Adobe's APP14. The file is whole if an end marker follows
 * in or behind the scans; whatever follows that is left alone, as cameras put more images there.
 */
final class JpegHeader {
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;

  private static final int NO_ADOBE = -1;

  private final ImageBytes in;
  private int width;
  private int height;
  private int channels;
  private int orientation = ImageHeader.UPRIGHT;
  private int adobeTransform = NO_ADOBE;
  private boolean jfif;
  private String components = "";

  private JpegHeader(ImageBytes in) {
    this.in = in;
  }

  static ImageHeader parse(ImageBytes in) throws BrokenImageException {
    JpegHeader jpeg = read(in);
    return new ImageHeader("jpeg", jpeg.width, jpeg.height, jpeg.channels, jpeg.orientation);
  }

  /** Reads all that decoding needs. */
  static JpegHeader read(ImageBytes in) throws BrokenImageException {
    JpegHeader jpeg = new JpegHeader(in);
    jpeg.checkEnd(jpeg.firstScan());
    return jpeg;
  }

  private int firstScan() throws BrokenImageException {
    int at = 2;
    while (true) {
      in.require(at, 4, "another segment of the JPEG header");
      if (in.u8(at) != 0xff) {
        throw BrokenImageException.broken(
            at, "byte 0x%02x".formatted(in.u8(at)), "0xff, which begins a segment");
      }
      int marker = in.u8(at + 1);
      if (marker == 0xff) {
        at++;
        continue;
      }
      if (marker == 0x01 || marker >= 0xd0 && marker <= 0xd7) {
        at += 2;
        continue;
      }
      int length = in.u16(at + 2);
      if (length < 2 || marker == END_OF_IMAGE || marker == 0) {
        throw BrokenImageException.broken(
            at, "marker 0x%02x with length %d".formatted(marker, length), "a segment");
      }
      in.requireSized(at + 2L, length, "a segment", length);
      if (marker == START_OF_SCAN) {
        if (channels == 0) {
          throw BrokenImageException.broken(at, "a scan without a frame header", "the frame first");
        }
        return at + 2 + length;
      }
      segment(marker, at + 4, length - 2);
      at += 2 + length;
    }
  }

  private void segment(int marker, int at, int length) throws BrokenImageException {
    if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) {
      frame(at, length);
    } else if (marker == APP0 && length >= 5) {
      jfif |= in.text(at, 5).equals("JFIF\0");
    } else if (marker == APP1 && length >= 6 && in.text(at, 6).equals("Exif\0\0")) {
      orientation = Exif.orientation(in, at + 6, length - 6);
    } else if (marker == APP14 && length >= 12 && in.text(at, 5).equals("Adobe")) {
      adobeTransform = in.u8(at + 11);
    }
  }

  private void frame(int at, int length) throws BrokenImageException {
    if (length < 6 || length < 6 + 3 * in.u8(at + 5)) {
      throw BrokenImageException.broken(
          at, "a frame header of %d bytes".formatted(length), "6 bytes and 3 for each component");
    }
    height = in.u16(at + 1);
    width = in.u16(at + 3);
    channels = in.u8(at + 5);
    if (width == 0 || height == 0 || channels == 0 || channels > 4 || channels == 2) {
      throw BrokenImageException.broken(
          at,
          "%d x %d pixels of %d components".formatted(width, height, channels),
          "pixels of 1, 3 or 4 components");
    }
    StringBuilder ids = new StringBuilder();
    for (int i = 0; i < channels; i++) {
      ids.append((char) in.u8(at + 6 + 3 * i));
    }
    components = ids.toString();
  }

  /** Behind 0xff, data of scans have 0 or a restart marker only, so an end marker is one. */
  private void checkEnd(int scan) throws BrokenImageException {
    for (int at = in.length() - 2; at >= scan; at--) {
      if (in.u8(at) == 0xff && in.u8(at + 1) == END_OF_IMAGE) {
        return;
      }
    }
    throw BrokenImageException.truncated(in.length(), "JPEG's end marker");
  }

  /** Whether three components are RGB already, by libjpeg's rules. */
  boolean rgb() {
    boolean named = adobeTransform == NO_ADOBE ? components.equals("RGB") : adobeTransform == 0;
    return !jfif && named;
  }

  /** Whether four components are YCCK, not CMYK. */
  boolean ycck() {
    return adobeTransform == 2;
  }

  /** Whether four components are stored inverted, as Adobe's programs do. */
  boolean inverted() {
    return adobeTransform != NO_ADOBE;
  }
}
