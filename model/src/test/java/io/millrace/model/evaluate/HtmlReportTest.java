package io.millrace.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.transforms.image.ImageEncoder;
import io.millrace.transforms.image.Pixels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlReportTest {
  private static final Pattern IMAGE =
      Pattern.compile("src=\"data:image/png;base64,([A-Za-z0-9+/=]+)\"");

  @TempDir Path root;

  @Test
  void showsTheWorstErrorsAsImages() throws Exception {
    String page =
        page(
            List.of(
                EvaluationFixture.example(0, "red", 0.7f, 0.2f, 0.1f),
                EvaluationFixture.example(1, "red", 0.8f, 0.1f, 0.1f),
                EvaluationFixture.example(2, "red", 0.05f, 0.9f, 0.05f),
                EvaluationFixture.example(0, "red", 0.3f, 0.3f, 0.4f)),
            Map.of("num_worst_errors", 2, "labels", EvaluationFixture.NAMES));

    List<BufferedImage> images = images(page);
    assertThat(images).hasSize(2);
    // The first is the bag taken for a coat with 0.9, the second the coat taken for a shirt.
    assertThat(images.get(0).getWidth()).isEqualTo(4);
    assertThat(images.get(0).getRaster().getSample(1, 2, 0)).isEqualTo(16 * 9 + 2);
    assertThat(images.get(1).getRaster().getSample(3, 3, 0)).isEqualTo(16 * 15 + 1);
    assertThat(page).contains("90.0%").contains("80.0%").doesNotContain("40.0%</span>");
    assertThat(page.indexOf("90.0%")).isLessThan(page.indexOf("80.0%"));
  }

  @Test
  void namesAreEscaped() throws Exception {
    String page =
        page(
            List.of(EvaluationFixture.example(1, "red", 0.8f, 0.1f, 0.1f)),
            Map.of("labels", EvaluationFixture.NAMES));
    assertThat(page).contains("coat &amp; &lt;hat&gt;").doesNotContain("<hat>");
  }

  @Test
  void needsNoOtherFileAndNoNetwork() throws Exception {
    String page =
        page(EvaluationFixture.randomExamples(50), Map.of("slices", List.of(List.of("colour"))));
    assertThat(page).doesNotContain("http:", "https:", "<script", "<link", "url(");
    assertThat(page).startsWith("<!DOCTYPE html>").contains("<style>", "colour=red");
  }

  @Test
  void saysTheVerdictAndItsReason() throws Exception {
    String page =
        page(
            List.of(EvaluationFixture.example(1, "red", 0.8f, 0.1f, 0.1f)),
            Map.of("thresholds", Map.of("accuracy", Map.of("lower_bound", 0.5))));
    assertThat(page)
        .contains("<b>Not blessed</b> accuracy 0.0000 (expected: &gt;= 0.5)")
        .contains("<td class=\"bad\">missed</td>");
  }

  @Test
  void aPerfectModelHasNoErrorsToShow() throws Exception {
    String page = page(List.of(EvaluationFixture.example(0, "red", 0.8f, 0.1f, 0.1f)), Map.of());
    assertThat(page)
        .doesNotContain("Worst errors")
        .doesNotContain("<div class=\"scroll confusions\">");
    assertThat(images(page)).isEmpty();
  }

  @Test
  void imagesThatDoNotFitTheirSizeAreLeftOut() {
    assertThat(ImageUri.of(error(new byte[15], 4, 4, 1))).isEmpty();
    assertThat(ImageUri.of(error(new byte[16], 0, 0, 0))).isEmpty();
    assertThat(ImageUri.of(error(new byte[32], 4, 4, 2))).isEmpty();
    assertThat(ImageUri.of(error(null, 4, 4, 1))).isEmpty();
  }

  @Test
  void filesOfImagesAreTakenAsTheyAre() {
    byte[] png = ImageEncoder.png(new Pixels(new byte[16], 4, 4, 1));
    assertThat(ImageUri.of(error(png, 0, 0, 0)))
        .contains("data:image/png;base64," + Base64.getEncoder().encodeToString(png));
    byte[] jpeg = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0, 1};
    assertThat(ImageUri.of(error(jpeg, 0, 0, 0)).orElseThrow()).startsWith("data:image/jpeg");
  }

  private static WorstError error(byte[] image, int height, int width, int channels) {
    return new WorstError(0, 1, 0.9, 0.1, "f", 0, image, height, width, channels);
  }

  private String page(List<byte[]> examples, Map<String, ?> options) throws Exception {
    EvaluationFixture fixture = new EvaluationFixture(root).split("eval", examples, 1);
    fixture.run(options);
    return Files.readString(fixture.evaluation().resolve("report.html"));
  }

  private static List<BufferedImage> images(String page) throws Exception {
    List<BufferedImage> images = new ArrayList<>();
    Matcher matcher = IMAGE.matcher(page);
    while (matcher.find()) {
      byte[] png = Base64.getDecoder().decode(matcher.group(1));
      images.add(ImageIO.read(new ByteArrayInputStream(png)));
    }
    return images;
  }
}
