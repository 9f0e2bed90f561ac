package io.millrace.transforms.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageEncoderTest {
  @Test
  void aPngHasThePixelsAsTheyAre() throws Exception {
    byte[] rgb = {1, 2, 3, (byte) 255, 0, (byte) 128};
    BufferedImage colour = read(ImageEncoder.png(new Pixels(rgb, 2, 1, 3)));
    assertThat(colour.getRGB(0, 0)).isEqualTo(0xFF010203);
    assertThat(colour.getRGB(1, 0)).isEqualTo(0xFFFF0080);
    BufferedImage glass = read(ImageEncoder.png(new Pixels(new byte[] {10, 20, 30, 40}, 1, 1, 4)));
    assertThat(glass.getRGB(0, 0)).isEqualTo(40 << 24 | 0x0A141E);
    BufferedImage grey = read(ImageEncoder.png(new Pixels(new byte[] {7, 99}, 1, 1, 2)));
    assertThat(grey.getRaster().getSample(0, 0, 0)).isEqualTo(7);
  }

  @Test
  void aJpegHasNoAlpha() throws Exception {
    byte[] pixels = new byte[16 * 16 * 4];
    byte[] jpeg = ImageEncoder.jpeg(new Pixels(pixels, 16, 16, 4));
    assertThat(ImageHeader.parse(jpeg)).isEqualTo(new ImageHeader("jpeg", 16, 16, 3, 1));
  }

  @Test
  void shrinkingTakesMeansAndKeepsProportions() {
    Pixels pixels = new Pixels(new byte[] {0, 10, 20, 30, 100, 110, (byte) 200, 50}, 4, 2, 1);
    Pixels half = pixels.shrunk(2);
    assertThat(half.width()).isEqualTo(2);
    assertThat(half.height()).isEqualTo(1);
    assertThat(half.bytes()).containsExactly(55, 75);
    assertThat(pixels.shrunk(4)).isSameAs(pixels);
    Pixels line = new Pixels(new byte[1000 * 3], 1000, 1, 3).shrunk(128);
    assertThat(line.width()).isEqualTo(128);
    assertThat(line.height()).isEqualTo(1);
  }

  private static BufferedImage read(byte[] file) throws Exception {
    return ImageIO.read(new ByteArrayInputStream(file));
  }
}
