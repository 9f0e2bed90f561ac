package io.millrace.transforms.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class PerceptualHashTest {
  @Test
  void aBitIsSetWhereALumaGrowsToTheRight() {
    byte[] rising = new byte[9 * 8];
    for (int i = 0; i < rising.length; i++) {
      rising[i] = (byte) (10 * (i % 9));
    }
    assertThat(PerceptualHash.of(new Pixels(rising, 9, 8, 1))).isEqualTo(-1L);
    rising[0] = 99;
    assertThat(PerceptualHash.of(new Pixels(rising, 9, 8, 1))).isEqualTo(Long.MAX_VALUE);
    assertThat(PerceptualHash.of(new Pixels(new byte[9 * 8 * 3], 9, 8, 3))).isZero();
    assertThat(PerceptualHash.of(new Pixels(new byte[3], 1, 1, 3))).isZero();
  }

  @Test
  void anImageScaledAndCompressedAnewDiffersInFewBitsAndAnotherInMany() throws Exception {
    for (int seed = 0; seed < 10; seed++) {
      BufferedImage image = TestImages.blotches(seed, 200, 160);
      BufferedImage smaller = new BufferedImage(120, 96, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = smaller.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      graphics.drawImage(image, 0, 0, 120, 96, null);
      graphics.dispose();
      long hash = hash(TestImages.encode(image, "png"));
      assertThat(Long.bitCount(hash ^ hash(TestImages.encode(image, "jpeg"))))
          .isLessThanOrEqualTo(4);
      assertThat(Long.bitCount(hash ^ hash(TestImages.encode(smaller, "jpeg"))))
          .isLessThanOrEqualTo(8);
      long other = hash(TestImages.encode(TestImages.blotches(seed + 100, 200, 160), "png"));
      assertThat(Long.bitCount(hash ^ other)).isGreaterThan(12);
    }
  }

  private static long hash(byte[] file) throws BrokenImageException {
    return PerceptualHash.of(ImageDecoder.decode(file, ImageHeader.parse(file)));
  }
}
