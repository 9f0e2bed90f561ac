package io.millrace.transforms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {
  private static final byte ALPHA = (byte) 128;

  @Test
  void losslessFormatsGiveTheirPixels() throws Exception {
    BufferedImage image = TestImages.rgb(5, 4);
    for (String format : new String[] {"png", "bmp"}) {
      Pixels pixels = decode(TestImages.encode(image, format));
      assertThat(pixels.width()).isEqualTo(5);
      assertThat(pixels.height()).isEqualTo(4);
      assertThat(pixels.channels()).isEqualTo(3);
      for (int y = 0; y < 4; y++) {
        for (int x = 0; x < 5; x++) {
          assertThat(pixel(pixels, x, y))
              .containsExactly((byte) TestImages.red(x), (byte) TestImages.green(y), (byte) 200);
        }
      }
    }
  }

  @Test
  void alphaIsTheLastChannelAndCanBeLeftOut() throws Exception {
    Pixels pixels = decode(TestImages.encode(TestImages.rgba(3, 3), "png"));
    assertThat(pixel(pixels, 2, 1)).containsExactly((byte) 32, (byte) 16, (byte) 200, ALPHA);
    assertThat(pixel(pixels.opaque(), 2, 1)).containsExactly((byte) 32, (byte) 16, (byte) 200);

    Pixels grey = decode(TestImages.encode(TestImages.greyAlpha(3, 3), "png"));
    assertThat(pixel(grey, 2, 1)).containsExactly(2, 101);
    assertThat(pixel(grey.opaque(), 2, 1)).containsExactly(2);
  }

  @Test
  void greySamplesStayAsTheyAreAndSixteenBitsLoseTheirLowerByte() throws Exception {
    for (int bits : new int[] {8, 16}) {
      Pixels pixels = decode(TestImages.encode(TestImages.grey(16, 1, bits), "png"));
      assertThat(pixels.channels()).isEqualTo(1);
      for (int x = 0; x < 16; x++) {
        assertThat(pixels.bytes()[x]).isEqualTo((byte) (17 * x));
      }
    }
  }

  @Test
  void palettesBecomeColours() throws Exception {
    byte[] reds = {10, 20};
    byte[] greens = {30, 40};
    byte[] blues = {50, 60};
    IndexColorModel palette = new IndexColorModel(1, 2, reds, greens, blues);
    BufferedImage image = new BufferedImage(9, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    image.getRaster().setSample(8, 0, 0, 1);
    for (String format : new String[] {"png", "gif", "bmp"}) {
      Pixels pixels = decode(TestImages.encode(image, format));
      assertThat(pixel(pixels, 0, 0)).as(format).containsExactly(10, 30, 50);
      assertThat(pixel(pixels, 8, 0)).as(format).containsExactly(20, 40, 60);
    }
  }

  @Test
  void jpegsGiveWhatTheJdkGives() throws Exception {
    for (byte[] jpeg : new byte[][] {TestImages.jpeg(35, 21), TestImages.progressiveJpeg(35, 21)}) {
      BufferedImage expected = ImageIO.read(new ByteArrayInputStream(jpeg));
      Pixels pixels = decode(jpeg);
      for (int y = 0; y < 21; y++) {
        for (int x = 0; x < 35; x++) {
          int rgb = expected.getRGB(x, y);
          assertThat(pixel(pixels, x, y))
              .containsExactly((byte) (rgb >> 16), (byte) (rgb >> 8), (byte) rgb);
        }
      }
    }
    Pixels grey = decode(TestImages.encode(TestImages.grey(8, 8, 8), "jpeg"));
    assertThat(grey.channels()).isEqualTo(1);
    assertThat(grey.bytes()[7] & 0xff).isBetween(117, 121);
  }

  @Test
  void inksBecomeColours() throws Exception {
    // Adobe stores 255 - ink: red is C 0, M 255, Y 255, K 0.
    assertColour(TestImages.fourComponentJpeg(new int[] {255, 0, 0, 255}, 0), 255, 0, 0);
    assertColour(TestImages.fourComponentJpeg(new int[] {255, 0, 0, 51}, 0), 51, 0, 0);
    assertColour(TestImages.fourComponentJpeg(new int[] {0, 255, 255, 0}, -1), 255, 0, 0);
    // As YCCK: Y, Cb, Cr of the complement of the stored ink.
    assertColour(TestImages.fourComponentJpeg(new int[] {255, 128, 128, 255}, 2), 0, 0, 0);
    assertColour(TestImages.fourComponentJpeg(new int[] {0, 128, 128, 255}, 2), 255, 255, 255);
    assertColour(TestImages.fourComponentJpeg(new int[] {76, 85, 255, 255}, 2), 1, 255, 255);
  }

  private static void assertColour(byte[] jpeg, int red, int green, int blue) throws Exception {
    Pixels pixels = decode(jpeg);
    assertThat(pixels.channels()).isEqualTo(3);
    int[] expected = {red, green, blue};
    for (int c = 0; c < 3; c++) {
      assertThat(pixels.bytes()[c] & 0xff).isBetween(expected[c] - 2, expected[c] + 2);
    }
  }

  @Test
  void theFirstFrameOfAGifStandsOnABlackScreen() throws Exception {
    byte[] gif = TestImages.encode(TestImages.rgb(2, 1), "gif");
    gif[6] = 4;
    gif[8] = 3;
    int descriptor = 13 + (3 << (1 + (gif[10] & 7)));
    while (gif[descriptor] != 0x2c) {
      descriptor++;
    }
    gif[descriptor + 1] = 1;
    gif[descriptor + 3] = 2;

    Pixels pixels = decode(gif);

    assertThat(pixels.width()).isEqualTo(4);
    assertThat(pixels.height()).isEqualTo(3);
    assertThat(Arrays.copyOf(pixels.bytes(), 2 * 12 + 3)).containsOnly(0);
    assertThat(pixel(pixels, 1, 2)[2]).isNotZero();
    assertThat(pixel(pixels, 3, 2)).containsOnly(0);
  }

  @Test
  void orientationsTurnAndMirror() {
    Pixels image = new Pixels(new byte[] {1, 2, 3, 4, 5, 6}, 3, 2, 1);
    byte[][] expected = {
      {1, 2, 3, 4, 5, 6},
      {3, 2, 1, 6, 5, 4},
      {6, 5, 4, 3, 2, 1},
      {4, 5, 6, 1, 2, 3},
      {1, 4, 2, 5, 3, 6},
      {4, 1, 5, 2, 6, 3},
      {6, 3, 5, 2, 4, 1},
      {3, 6, 2, 5, 1, 4}
    };
    for (int orientation = 1; orientation <= 8; orientation++) {
      Pixels upright = image.upright(orientation);
      assertThat(upright.bytes()).as("%d", orientation).isEqualTo(expected[orientation - 1]);
      assertThat(upright.width()).isEqualTo(orientation < 5 ? 3 : 2);
    }
  }

  @Test
  void damagedDataAreReported() throws IOException {
    byte[] png = TestImages.png(20, 20);
    for (int i = 45; i < png.length - 16; i++) {
      png[i] = 0x55;
    }

    assertThatThrownBy(() -> ImageDecoder.decode(png, new ImageHeader("png", 20, 20, 3, 1)))
        .isInstanceOfSatisfying(
            BrokenImageException.class, e -> assertThat(e.reason()).isEqualTo("undecodable_image"))
        .hasMessageStartingWith("png 20 x 20: ");
  }

  private static Pixels decode(byte[] file) throws BrokenImageException {
    return ImageDecoder.decode(file, ImageHeader.parse(file));
  }

  private static byte[] pixel(Pixels pixels, int x, int y) {
    int at = (y * pixels.width() + x) * pixels.channels();
    return Arrays.copyOfRange(pixels.bytes(), at, at + pixels.channels());
  }
}
