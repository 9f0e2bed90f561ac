package io.millrace.model.evaluate;

import io.millrace.transforms.image.ImageEncoder;
import io.millrace.transforms.image.ImageMagic;
import io.millrace.transforms.image.Pixels;
import java.util.Base64;
import java.util.Optional;

/** Images as data URIs, so that a page needs no other file. */
final class ImageUri {
  private ImageUri() {}

  /**
   * The image of an error: PNG, JPEG and GIF files as they are, raw pixels (1, 3 or 4 channels) as
   * PNG. Empty if there is no image or its bytes do not fit its size.
   */
  static Optional<String> of(WorstError error) {
    byte[] image = error.image();
    if (image == null) {
      return Optional.empty();
    }
    Optional<ImageMagic> format = ImageMagic.of(image, 0, image.length);
    // Two bytes make a bitmap, which raw pixels may begin with.
    if (format.isPresent() && format.get() != ImageMagic.BMP) {
      return Optional.of(uri(format.get().mediaType(), image));
    }
    int channels = Math.max(error.channels(), 1);
    long pixels = (long) error.height() * error.width();
    boolean fits = pixels > 0 && pixels * channels == image.length;
    if (!fits || (channels != 1 && channels != 3 && channels != 4)) {
      return Optional.empty();
    }
    return Optional.of(
        uri(
            "image/png",
            ImageEncoder.png(new Pixels(image, error.width(), error.height(), channels))));
  }

  private static String uri(String type, byte[] content) {
    return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(content);
  }
}
