package io.millrace.transforms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageHeaderTest {
  @Test
  void eachFormatTellsItsShape() throws Exception {
    assertHeader(TestImages.jpeg(33, 7), "jpeg", 33, 7, 3);
    assertHeader(TestImages.progressiveJpeg(40, 20), "jpeg", 40, 20, 3);
    assertHeader(TestImages.encode(TestImages.grey(9, 4, 8), "jpeg"), "jpeg", 9, 4, 1);
    assertHeader(TestImages.fourComponentJpeg(new int[4], 0), "jpeg", 8, 8, 4);
    assertHeader(TestImages.png(300, 2), "png", 300, 2, 3);
    assertHeader(TestImages.encode(TestImages.rgba(3, 2), "png"), "png", 3, 2, 4);
    assertHeader(TestImages.encode(TestImages.grey(3, 2, 16), "png"), "png", 3, 2, 1);
    assertHeader(TestImages.encode(TestImages.greyAlpha(3, 2), "png"), "png", 3, 2, 2);
    BufferedImage indexed = new BufferedImage(5, 6, BufferedImage.TYPE_BYTE_INDEXED);
    assertHeader(TestImages.encode(indexed, "png"), "png", 5, 6, 3);
    assertHeader(TestImages.encode(indexed, "gif"), "gif", 5, 6, 3);
    assertHeader(TestImages.encode(TestImages.rgb(6, 5), "bmp"), "bmp", 6, 5, 3);
  }

  @Test
  void theOrientationComesFromExif() throws Exception {
    for (int orientation = 1; orientation <= 8; orientation++) {
      for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
        byte[] jpeg = TestImages.oriented(TestImages.jpeg(4, 2), orientation, order);
        assertThat(ImageHeader.parse(jpeg).orientation()).isEqualTo(orientation);
        byte[] exif = TestImages.chunk("eXIf", TestImages.exif(orientation, order));
        byte[] png = TestImages.insert(TestImages.png(4, 2), 33, exif);
        assertThat(ImageHeader.parse(png).orientation()).isEqualTo(orientation);
      }
    }
    byte[] wrong = TestImages.oriented(TestImages.jpeg(4, 2), 9, ByteOrder.BIG_ENDIAN);
    assertThat(ImageHeader.parse(wrong).orientation()).isEqualTo(1);
  }

  @Test
  void everyTruncationIsFound() throws Exception {
    BufferedImage image = TestImages.rgb(20, 20);
    byte[] jpeg = TestImages.oriented(TestImages.encode(image, "jpeg"), 6, ByteOrder.BIG_ENDIAN);
    Map<String, byte[]> files =
        Map.of(
            "jpeg", jpeg,
            "progressive", TestImages.progressiveJpeg(20, 20),
            "png", TestImages.encode(image, "png"),
            "gif", TestImages.encode(image, "gif"),
            "bmp", TestImages.encode(image, "bmp"));
    files.forEach(
        (name, file) -> {
          for (int length = 8; length < file.length; length++) {
            assertBroken(Arrays.copyOf(file, length), "truncated_image", "expected: ");
          }
        });
  }

  @Test
  void anEmbeddedThumbnailDoesNotHideATruncation() {
    byte[] thumbnail = {(byte) 0xff, (byte) 0xed, 0, 6, (byte) 0xff, (byte) 0xd9, 0, 0};
    byte[] jpeg = TestImages.insert(TestImages.jpeg(20, 20), 2, thumbnail);

    assertBroken(
        Arrays.copyOf(jpeg, jpeg.length - 2), "truncated_image", "expected: JPEG's end marker");
  }

  @Test
  void whateverFollowsAnImageIsLeftAlone() throws Exception {
    for (String format : new String[] {"jpeg", "png", "gif", "bmp"}) {
      byte[] file = TestImages.encode(TestImages.rgb(20, 20), format);
      assertHeader(Arrays.copyOf(file, file.length + 100), format, 20, 20, 3);
    }
  }

  @Test
  void otherFilesAreNamedWhereTheyAreKnown() {
    assertBroken(new byte[0], "empty_file", "found no byte");
    assertUnknown("RIFF\1\2\3\4WEBP", "a WebP or another RIFF file");
    assertUnknown("II*\0", "a TIFF file");
    assertUnknown("\0\0\0\24ftypheic", "an HEIF, AVIF or video file");
    assertUnknown("<html><body>", "text that begins with '<html><b'");
    assertUnknown("\1\2", "bytes 0102");
  }

  @Test
  void brokenHeadersAreReportedWithTheirByte() {
    byte[] png = TestImages.png(4, 4);
    png[17] = 77;
    assertBroken(png, "broken_image", "found another chunk, or a wrong checksum");
    byte[] jpeg = TestImages.jpeg(4, 4);
    jpeg[2 + 2 + 16] = 0;
    assertBroken(jpeg, "broken_image", "found byte 0x00 (expected: 0xff, which begins a segment)");
    byte[] gif = TestImages.encode(TestImages.rgb(4, 4), "gif");
    gif[6] = 0;
    assertBroken(gif, "broken_image", "found 0 x 4 pixels");
    byte[] bmp = TestImages.encode(TestImages.rgb(4, 4), "bmp");
    bmp[14] = 41 - 40;
    assertBroken(bmp, "broken_image", "found a header of 1 bytes");
  }

  @Test
  void flippedBitsAreReportedOrPassButNeverCrash() throws IOException {
    Random random = new Random(1);
    for (String format : new String[] {"jpeg", "png", "gif", "bmp"}) {
      byte[] file = TestImages.encode(TestImages.rgb(20, 20), format);
      for (int i = 0; i < 20_000; i++) {
        byte[] damaged = file.clone();
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          int at = random.nextInt(Math.min(file.length, 200));
          damaged[at] ^= (byte) (1 << random.nextInt(8));
        }
        try {
          assertThat(ImageHeader.parse(damaged).width()).isPositive();
        } catch (BrokenImageException e) {
          assertThat(e.reason()).isIn("unknown_format", "truncated_image", "broken_image");
        }
      }
    }
  }

  private static void assertHeader(byte[] file, String format, int width, int height, int channels)
      throws BrokenImageException {
    assertThat(ImageHeader.parse(file))
        .isEqualTo(new ImageHeader(format, width, height, channels, 1));
  }

  private static void assertUnknown(String file, String found) {
    assertBroken(
        file.getBytes(StandardCharsets.ISO_8859_1),
        "unknown_format",
        "found " + found + " (expected: a JPEG, PNG, GIF or BMP file)");
  }

  private static void assertBroken(byte[] file, String reason, String message) {
    assertThatThrownBy(() -> ImageHeader.parse(file))
        .isInstanceOfSatisfying(
            BrokenImageException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }
}
