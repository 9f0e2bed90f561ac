package io.millrace.transforms.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.TextFormat;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.image.ImageHeader;
import io.millrace.transforms.image.TestImages;
import io.millrace.transforms.report.SampleImage;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import io.millrace.transforms.testing.ExampleFolder;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.metadata.v0.CustomStatistic;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.FeatureNameStatistics;
import org.tensorflow.metadata.v0.Schema;

class ImageStatisticsTest {
  private static final Map<String, ?> PIXELS =
      Map.of("image_stats", "pixels", "image_features", List.of("x"));

  @Test
  void sizesFormatsAndChannelsAreCounted() {
    byte[][] files = {
      TestImages.png(10, 20),
      TestImages.jpeg(30, 20),
      TestImages.encode(TestImages.grey(50, 10, 8), "png"),
      TestImages.encode(TestImages.rgb(10, 10), "bmp")
    };
    FeatureNameStatistics x = feature(4, (i, b) -> b.putBytes("x", files[i]), images("headers"));
    assertThat(ranks(x, "image_format_histogram")).containsExactly("bmp 1", "jpeg 1", "png 2");
    assertThat(ranks(x, "image_channels_histogram")).containsExactly("1 1", "3 3");
    assertThat(number(x, "image_max_width")).isEqualTo(50);
    assertThat(number(x, "image_min_width")).isEqualTo(10);
    assertThat(number(x, "image_mean_width")).isEqualTo(25);
    assertThat(number(x, "image_std_dev_width")).isCloseTo(16.583123951777, within(1e-9));
    assertThat(number(x, "image_max_height")).isEqualTo(20);
    assertThat(number(x, "image_max_aspect_ratio")).isEqualTo(5);
    assertThat(number(x, "image_min_aspect_ratio")).isEqualTo(0.5);
    assertThat(number(x, "image_max_bytes"))
        .isEqualTo(Arrays.stream(files).mapToInt(f -> f.length).max().orElseThrow());
    assertThat(custom(x, "image_width_histogram").getHistogram().getBucketsCount()).isEqualTo(10);
    assertThat(number(x, "image_broken")).isZero();
    assertThat(names(x)).doesNotContain("image_decoded", "image_broken_samples");
  }

  @Test
  void pixelsGiveBrightnessAndTheMeanAndDeviationOfEachChannel() {
    // Two pixels of grey; one each of red, green, blue and white.
    FeatureNameStatistics x =
        feature(
            2,
            (i, b) -> b.putBytes("x", TestImages.encode(i == 0 ? grey() : colours(), "png")),
            PIXELS);
    assertThat(number(x, "image_decoded")).isEqualTo(2);
    assertThat(number(x, "image_mean_grey")).isCloseTo((17 / 255.0) / 2, within(1e-15));
    assertThat(number(x, "image_std_dev_grey")).isCloseTo((17 / 255.0) / 2, within(1e-15));
    for (String colour : List.of("red", "green", "blue")) {
      assertThat(number(x, "image_mean_" + colour)).isCloseTo(0.5, within(1e-15));
      assertThat(number(x, "image_std_dev_" + colour)).isCloseTo(0.5, within(1e-15));
    }
    assertThat(names(x)).doesNotContain("image_mean_alpha");
    assertThat(number(x, "image_max_brightness"))
        .isCloseTo((0.299 + 0.587 + 0.114 + 1) / 4, within(1e-12));
    assertThat(number(x, "image_min_brightness")).isCloseTo(17 / 255.0 / 2, within(1e-12));
  }

  @Test
  void brokenImagesAreCountedWithTheirReasonAndPlace() {
    byte[] png = TestImages.png(40, 40);
    byte[] damaged = png.clone();
    Arrays.fill(damaged, 60, 70, (byte) 7);
    byte[][] files = {
      png, Arrays.copyOf(png, 100), bytes("<html>"), new byte[0], damaged, bytes("RIFF1234WEBP")
    };
    FeatureNameStatistics x = feature(6, (i, b) -> b.putBytes("x", files[i]), PIXELS);
    assertThat(number(x, "image_broken")).isEqualTo(5);
    assertThat(ranks(x, "image_broken_histogram"))
        .containsExactly("truncated_image 1", "undecodable_image 1", "unknown_format 3");
    assertThat(custom(x, "image_broken_samples").getStr().lines().toList())
        .hasSize(5)
        .satisfies(
            lines -> {
              assertThat(lines.get(0)).startsWith("test: record 1: truncated_image: byte 100: ");
              assertThat(lines.get(1))
                  .startsWith(
                      "test: record 2: unknown_format: found text that begins with '<html>'");
              assertThat(lines.get(2)).startsWith("test: record 3: unknown_format: found no byte");
              assertThat(lines.get(3)).startsWith("test: record 4: undecodable_image: ");
              assertThat(lines.get(4)).contains("a WebP or another RIFF file");
            });
    assertThat(ranks(x, "image_format_histogram")).containsExactly("UNKNOWN 3", "png 3");
    assertThat(number(x, "image_max_width")).isEqualTo(40);
    FeatureNameStatistics headers =
        feature(6, (i, b) -> b.putBytes("x", files[i]), images("headers"));
    assertThat(number(headers, "image_broken")).isEqualTo(4);
  }

  @Test
  void duplicatesAreGroupedByContentAndByLooks() {
    byte[] first = TestImages.encode(TestImages.blotches(1, 120, 90), "png");
    byte[] again = TestImages.encode(TestImages.blotches(1, 120, 90), "bmp");
    byte[] other = TestImages.encode(TestImages.blotches(2, 120, 90), "png");
    byte[][] files = {other, first, again, first, first};
    FeatureNameStatistics x = feature(5, (i, b) -> b.putBytes("x", files[i]), PIXELS);
    assertThat(number(x, "image_distinct")).isEqualTo(3);
    assertThat(number(x, "image_duplicates")).isEqualTo(2);
    assertThat(number(x, "image_duplicate_groups")).isEqualTo(1);
    assertThat(ranks(x, "image_duplicates_histogram"))
        .hasSize(1)
        .allSatisfy(g -> assertThat(g).matches("test: record 1 \\([0-9a-f]{32}\\) 3"));
    assertThat(number(x, "image_near_duplicates")).isEqualTo(3);
    assertThat(number(x, "image_near_duplicates_distance")).isEqualTo(4);
    assertThat(ranks(x, "image_near_duplicates_histogram"))
        .hasSize(1)
        .allSatisfy(g -> assertThat(g).matches("test: record 1 \\([0-9a-f]{16}\\) 4"));
  }

  @Test
  void rawPixelsAreKnownByTheFeaturesBesideThem() {
    ExampleFolder.Filler filler =
        (i, b) -> {
          byte[] pixels = new byte[6 * 4 * 3];
          Arrays.fill(pixels, (byte) i);
          // The first two may happen to be those of a bitmap.
          pixels[0] = 'B';
          pixels[1] = 'M';
          b.putLongs("channels", 3).putLongs("height", 4).putBytes("image", pixels);
          b.putLongs("label", i % 10).putLongs("width", 6);
        };
    Map<String, ?> options = Map.of("image_stats", "pixels", "label_feature", "label");
    FeatureNameStatistics image = feature(150, filler, options, "image");
    assertThat(ranks(image, "image_format_histogram")).containsExactly("raw 150");
    assertThat(ranks(image, "image_channels_histogram")).containsExactly("3 150");
    assertThat(number(image, "image_max_width")).isEqualTo(6);
    assertThat(number(image, "image_max_height")).isEqualTo(4);
    assertThat(number(image, "image_mean_blue")).isCloseTo(74.5 / 255, within(1e-12));
    List<SampleImage> samples = StatisticsImages.of("all", count(150, filler, options));
    assertThat(samples).hasSize(12);
    assertThat(samples.get(0).mediaType()).isEqualTo("image/png");
    assertThat(samples.get(0).caption()).matches("\\d · 6 × 4 raw · test: record \\d+");
  }

  @Test
  void onlyFeaturesOfImagesHaveThem() {
    ExampleFolder.Filler filler =
        (i, b) -> {
          b.putBytes("most", i % 5 == 0 ? bytes("no image") : TestImages.png(2, 2));
          b.putBytes("text", bytes("BMW " + i));
          b.putBytes("some", i % 4 == 0 ? bytes("no image") : TestImages.png(2, 2));
          b.putLongs("number", i);
        };
    DatasetFeatureStatistics all =
        StatisticsOf.examples(100, filler, Map.of(), Schema.getDefaultInstance()).getDatasets(0);
    for (FeatureNameStatistics feature : all.getFeaturesList()) {
      String name = StatisticsFiles.name(feature);
      boolean found = names(feature).contains("image_format_histogram");
      assertThat(found).as(name).isEqualTo(name.equals("most") || name.equals("text"));
    }
    DatasetFeatureStatistics few =
        StatisticsOf.examples(99, filler, Map.of(), Schema.getDefaultInstance()).getDatasets(0);
    assertThat(few.getFeaturesList()).allSatisfy(f -> assertThat(images(f)).isEmpty());
    DatasetFeatureStatistics none =
        StatisticsOf.examples(
                100, filler, Map.of("image_stats", "none"), Schema.getDefaultInstance())
            .getDatasets(0);
    assertThat(none.getFeaturesList()).allSatisfy(f -> assertThat(images(f)).isEmpty());
  }

  @Test
  void aSchemaSaysWhichFeaturesAreImages() throws Exception {
    Schema schema =
        TextFormat.parse("feature { name: \"x\" type: BYTES image_domain {} }", Schema.class);
    FeatureNameStatistics x =
        StatisticsOf.examples(2, (i, b) -> b.putBytes("x", TestImages.png(3, 3)), Map.of(), schema)
            .getDatasets(0)
            .getFeatures(0);
    assertThat(x.getType()).isEqualTo(FeatureNameStatistics.Type.BYTES);
    assertThat(number(x, "image_max_width")).isEqualTo(3);
  }

  @Test
  void domainsAreFoundByTfdvsRule() {
    Map<String, ?> options = Map.of("enable_semantic_domain_stats", true, "image_stats", "none");
    ExampleFolder.Filler filler =
        (i, b) -> b.putBytes("x", i % 10 == 0 ? bytes("?") : TestImages.jpeg(2, 2));
    FeatureNameStatistics x = feature(100, filler, options);
    assertThat(custom(x, "domain_info").getStr()).isEqualTo("image_domain {}");
    assertThat(ranks(x, "image_format_histogram")).containsExactly("UNKNOWN 10", "jpeg 90");
    assertThat(names(x)).hasSize(2);
    assertThat(names(feature(99, filler, options))).isEmpty();
    FeatureNameStatistics both = feature(100, filler, Map.of("enable_semantic_domain_stats", true));
    assertThat(names(both)).contains("domain_info", "image_max_width").doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void anyDivisionGivesTheSameStatisticsAndImages(int parts) {
    List<byte[]> files = mixedFiles();
    StatisticsGenOptions options = OptionsBinder.bind(StatisticsGenOptions.class, PIXELS);
    ExampleFolder.Filler filler =
        (i, b) -> b.putBytes("x", files.get(i % files.size())).putLongs("y", i);
    SplitAccumulator whole = count(200, filler, PIXELS);
    List<byte[]> states = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      List<byte[]> records = new ArrayList<>();
      ExampleBuilder builder = new ExampleBuilder();
      int from = part * 200 / parts;
      for (int i = from; i < (part + 1) * 200 / parts; i++) {
        builder.reset();
        filler.fill(i, builder);
        records.add(builder.toByteArray());
      }
      StateOutput out = new StateOutput();
      StatisticsOf.count(records, options, from).write(out);
      states.add(out.toByteArray());
    }
    Collections.shuffle(states, new Random(parts));
    SplitAccumulator merged = new SplitAccumulator(whole.settings());
    states.forEach(state -> merged.mergeFrom(new StateInput(state)));
    assertThat(DatasetMessage.of(merged, options)).isEqualTo(DatasetMessage.of(whole, options));
    List<SampleImage> images = StatisticsImages.of("all", merged);
    assertThat(images).hasSize(12);
    assertThat(images)
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(StatisticsImages.of("all", whole));
  }

  @Test
  void theSampleHoldsDifferentSmallImagesAndAnotherSeedOthers() throws Exception {
    BufferedImage large = TestImages.blotches(3, 900, 600);
    ExampleFolder.Filler filler =
        (i, b) ->
            b.putBytes(
                "x",
                i % 2 == 0
                    ? TestImages.oriented(
                        TestImages.encode(large, "jpeg"), 6, java.nio.ByteOrder.BIG_ENDIAN)
                    : TestImages.png(1 + i % 40, 3));
    List<SampleImage> images = StatisticsImages.of("all", count(100, filler, images("headers")));
    assertThat(images)
        .hasSize(12)
        .allSatisfy(i -> assertThat(i.content().length).isLessThan(16 << 10));
    assertThat(images.stream().map(i -> Arrays.hashCode(i.content()))).doesNotHaveDuplicates();
    Map<String, Object> seeded = new java.util.HashMap<>(images("headers"));
    boolean shown = false;
    for (int seed = 0; seed < 10; seed++) {
      seeded.put("sample_seed", seed);
      for (SampleImage image : StatisticsImages.of("all", count(100, filler, seeded))) {
        ImageHeader header = ImageHeader.parse(image.content());
        if (header.format().equals("jpeg")) {
          shown = true;
          assertThat(header.width()).isEqualTo(85);
          assertThat(header.height()).isEqualTo(128);
        }
      }
    }
    assertThat(shown).isTrue();
  }

  @Test
  void slicesHaveFiguresAndNoImages() {
    Map<String, ?> options =
        Map.of(
            "image_stats", "pixels",
            "image_features", List.of("x"),
            "slicing_specs", List.of(Map.of("feature_keys", List.of("y"))));
    ExampleFolder.Filler filler =
        (i, b) -> b.putBytes("x", TestImages.png(1 + i, 3)).putLongs("y", i % 2);
    DatasetFeatureStatisticsList list =
        StatisticsOf.examples(10, filler, options, Schema.getDefaultInstance());
    assertThat(number(list.getDatasets(0).getFeatures(0), "image_max_width")).isEqualTo(10);
    assertThat(number(list.getDatasets(1).getFeatures(0), "image_max_width")).isEqualTo(9);
    SplitAccumulator split = count(10, filler, options);
    assertThat(StatisticsImages.of("all", split)).hasSize(10);
    assertThat(split.slices().get("y_0").generators())
        .allSatisfy(g -> assertThat(g.images()).isEmpty());
  }

  @Test
  void whateverTheBytesAreTheScanGoesOn() {
    Random random = new Random(2);
    List<byte[]> files = mixedFiles();
    ExampleFolder.Filler filler =
        (i, b) -> {
          byte[] file = files.get(i % files.size()).clone();
          for (int flips = 1 + random.nextInt(20); flips > 0 && file.length > 0; flips--) {
            file[random.nextInt(file.length)] = (byte) random.nextInt();
          }
          b.putBytes("x", i % 2 == 0 ? Arrays.copyOf(file, random.nextInt(file.length + 1)) : file);
        };
    FeatureNameStatistics x = feature(2000, filler, PIXELS);
    assertThat(number(x, "image_broken")).isGreaterThan(1000);
    assertThat(number(x, "image_decoded")).isPositive();
  }

  @Test
  void aShareOfTheImagesIsDecodedByTheirContent() {
    Map<String, Object> options = new java.util.HashMap<>(PIXELS);
    options.put("image_pixels_sample_rate", 0.25);
    ExampleFolder.Filler filler =
        (i, b) -> b.putBytes("x", TestImages.png(1 + i % 50, 1 + i % 50 / 7));
    FeatureNameStatistics x = feature(200, filler, options);
    double decoded = number(x, "image_decoded");
    assertThat(decoded).isBetween(12.0, 100.0);
    assertThat(decoded % 4).isZero();
  }

  private static List<byte[]> mixedFiles() {
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      files.add(TestImages.encode(TestImages.blotches(i, 40 + i, 30), i % 2 == 0 ? "png" : "jpeg"));
    }
    files.add(TestImages.encode(TestImages.rgb(20, 20), "gif"));
    files.add(TestImages.encode(TestImages.rgb(20, 21), "bmp"));
    files.add(TestImages.encode(TestImages.rgba(9, 21), "png"));
    files.add(TestImages.encode(TestImages.greyAlpha(9, 8), "png"));
    files.add(Arrays.copyOf(files.get(0), 50));
    files.add(bytes("no image"));
    return files;
  }

  private static BufferedImage grey() {
    return TestImages.grey(2, 1, 8);
  }

  private static BufferedImage colours() {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xff0000);
    image.setRGB(1, 0, 0x00ff00);
    image.setRGB(0, 1, 0x0000ff);
    image.setRGB(1, 1, 0xffffff);
    return image;
  }

  private static Map<String, ?> images(String stats) {
    return Map.of("image_stats", stats, "image_features", List.of("x"));
  }

  private static SplitAccumulator count(
      int count, ExampleFolder.Filler filler, Map<String, ?> values) {
    List<byte[]> records = new ArrayList<>();
    ExampleBuilder builder = new ExampleBuilder();
    for (int i = 0; i < count; i++) {
      builder.reset();
      filler.fill(i, builder);
      records.add(builder.toByteArray());
    }
    StatisticsGenOptions options = OptionsBinder.bind(StatisticsGenOptions.class, values);
    return StatisticsOf.count(records, options, Schema.getDefaultInstance(), false);
  }

  private static FeatureNameStatistics feature(
      int count, ExampleFolder.Filler filler, Map<String, ?> values) {
    return feature(count, filler, values, "x");
  }

  private static FeatureNameStatistics feature(
      int count, ExampleFolder.Filler filler, Map<String, ?> values, String name) {
    return StatisticsOf.examples(count, filler, values, Schema.getDefaultInstance())
        .getDatasets(0)
        .getFeaturesList()
        .stream()
        .filter(f -> StatisticsFiles.name(f).equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> names(FeatureNameStatistics feature) {
    return feature.getCustomStatsList().stream().map(CustomStatistic::getName).toList();
  }

  private static List<String> images(FeatureNameStatistics feature) {
    return names(feature).stream().filter(name -> name.startsWith("image_")).toList();
  }

  private static CustomStatistic custom(FeatureNameStatistics feature, String name) {
    return feature.getCustomStatsList().stream()
        .filter(c -> c.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + names(feature)));
  }

  private static double number(FeatureNameStatistics feature, String name) {
    return custom(feature, name).getNum();
  }

  private static List<String> ranks(FeatureNameStatistics feature, String name) {
    return custom(feature, name).getRankHistogram().getBucketsList().stream()
        .map(b -> b.getLabel() + " " + (long) b.getSampleCount())
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
