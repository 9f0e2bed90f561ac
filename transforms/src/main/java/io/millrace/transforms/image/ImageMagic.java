package io.millrace.transforms.image;

import java.util.Locale;
import java.util.Optional;

/** The formats that TensorFlow decodes, told by the first bytes of a file as TFDV does. */
public enum ImageMagic {
  /** A Windows bitmap. */
  BMP('B', 'M'),
  /** A GIF of any version. */
  GIF('G', 'I', 'F', '8'),
  /** A JPEG stream. */
  JPEG(0xff, 0xd8, 0xff),
  /** A PNG file. */
  PNG(0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');

  private static final ImageMagic[] ALL = values();

  private final byte[] magic;

  ImageMagic(int... magic) {
    this.magic = new byte[magic.length];
    for (int i = 0; i < magic.length; i++) {
      this.magic[i] = (byte) magic[i];
    }
  }

  /** The format of a file that lies in a range of bytes; empty if it has none of these. */
  public static Optional<ImageMagic> of(byte[] bytes, int at, int length) {
    for (ImageMagic format : ALL) {
      if (format.startsIn(bytes, at, length)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** TensorFlow's name: {@code bmp}, {@code gif}, {@code jpeg} or {@code png}. */
  public String formatName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What browsers call it, such as {@code image/png}. */
  public String mediaType() {
    return "image/" + formatName();
  }

  private boolean startsIn(byte[] bytes, int at, int length) {
    if (length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (bytes[at + i] != magic[i]) {
        return false;
      }
    }
    return true;
  }
}
