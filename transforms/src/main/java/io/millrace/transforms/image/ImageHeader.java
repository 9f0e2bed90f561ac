package io.millrace.transforms.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What an image's file says about itself, without decoding it.
 *
 * @param format {@code jpeg}, {@code png}, {@code gif} or {@code bmp}, told by its first bytes
 * @param width in pixels, as stored
 * @param height in pixels, as stored
 * @param channels that decoders give: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha; a JPEG of
 *     CMYK has 4, which decoding here makes 3
 * @param orientation by EXIF, 1 to 8; 1, upright, where it does not say
 */
public record ImageHeader(String format, int width, int height, int channels, int orientation) {
  /** EXIF's upright. */
  public static final int UPRIGHT = 1;

  /**
   * Reads the header and looks whether the file is whole.
   *
   * @throws BrokenImageException with reason {@code empty_file}, {@code unknown_format}, {@code
   *     truncated_image} or {@code broken_image}
   */
  public static ImageHeader parse(byte[] file) throws BrokenImageException {
    if (file.length == 0) {
      throw new BrokenImageException("empty_file", 0, "found no byte (expected: an image)");
    }
    ImageBytes in = new ImageBytes(file);
    ImageMagic magic = ImageMagic.of(file, 0, file.length).orElse(null);
    if (magic == null) {
      throw new BrokenImageException(
          "unknown_format",
          0,
          "found %s (expected: a JPEG, PNG, GIF or BMP file); convert or remove it"
              .formatted(guess(in)));
    }
    return switch (magic) {
      case BMP -> BmpHeader.parse(in);
      case GIF -> GifHeader.parse(in);
      case JPEG -> JpegHeader.parse(in);
      case PNG -> PngHeader.parse(in);
    };
  }

  private static String guess(ImageBytes in) {
    if (in.startsWith('R', 'I', 'F', 'F')) {
      return "a WebP or another RIFF file";
    }
    if (in.startsWith('I', 'I', 42, 0) || in.startsWith('M', 'M', 0, 42)) {
      return "a TIFF file";
    }
    if (in.text(4, 4).equals("ftyp")) {
      return "an HEIF, AVIF or video file";
    }
    byte[] start = Arrays.copyOf(in.array(), Math.min(8, in.length()));
    String text = new String(start, StandardCharsets.ISO_8859_1);
    return text.chars().allMatch(c -> c >= ' ' && c < 127)
        ? "text that begins with '" + text + "'"
        : "bytes " + HexFormat.of().formatHex(start);
  }
}
