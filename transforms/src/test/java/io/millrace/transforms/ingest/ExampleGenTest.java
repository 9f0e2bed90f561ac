package io.millrace.transforms.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.records.Example;
import io.millrace.transforms.component.ComponentResult;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.Int64List;

class ExampleGenTest {
  @TempDir Path folder;
  private ExampleGenRuns runs;
  private Path input;
  private IdxFolder idx;

  @BeforeEach
  void makeInput() throws IOException {
    runs = new ExampleGenRuns(folder);
    input = Files.createDirectory(folder.resolve("in"));
    idx = new IdxFolder(input);
  }

  @Test
  void imagesAndLabelsBecomeExamplesInTfxsSplits() throws Exception {
    idx.pair("a", 200, false);
    idx.pair("b", 100, true);
    Files.writeString(input.resolve("LICENSE"), "MIT");

    ComponentResult result = runs.run(options(Map.of(), null, 3));

    byte[] pixels = IdxFolder.imageBytes(200, 200);
    List<byte[]> train = runs.records("train");
    List<byte[]> eval = runs.records("eval");
    assertThat(train.size() + eval.size()).isEqualTo(300);
    assertThat(train).allSatisfy(example -> assertThat(bucket(example, 3)).isLessThan(2));
    assertThat(eval).allSatisfy(example -> assertThat(bucket(example, 3)).isEqualTo(2));
    boolean firstInTrain = bucket(protobuf(pixels, 0), 3) < 2;
    assertThat((firstInTrain ? train : eval).get(0)).isEqualTo(protobuf(pixels, 0));
    Example first = Example.parse((firstInTrain ? train : eval).get(0));
    assertThat(first.names()).containsExactly("channels", "height", "image", "label", "width");
    assertThat(first.longs("label")).containsExactly(0);
    assertThat(result.headline())
        .isEqualTo("300 records: train %d, eval %d".formatted(train.size(), eval.size()));
    assertThat(result.recordsOut()).isEqualTo(300);
  }

  @Test
  void theArtefactHoldsWhatItsManifestSaysAndNothingElse() throws Exception {
    idx.pair("a", 90, true);

    ComponentResult result = runs.run(options(Map.of(), null, 2));

    Manifest manifest = Manifest.read(runs.storage(), runs.output());
    assertThat(manifest.splits()).containsExactly("train", "eval");
    List<String> expected = new ArrayList<>(List.of("manifest.json", "ingestion.json"));
    for (String split : manifest.splits()) {
      for (Manifest.ShardFile file : manifest.files(split)) {
        Path path = Path.of(runs.output(), "Split-" + split, file.name());
        byte[] bytes = Files.readAllBytes(path);
        assertThat(file.bytes()).isEqualTo(bytes.length);
        assertThat(file.sha256()).isEqualTo(ExampleGenRuns.sha256(bytes));
        expected.add("Split-" + split + "/" + file.name());
      }
    }
    assertThat(runs.content().keySet()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(expected).contains("Split-eval/data_tfrecord-00001-of-00002.gz");
    assertThat(Path.of(ArtifactLayout.attempts(runs.output()))).doesNotExist();
    assertThat(result.properties().get("examples"))
        .containsEntry("split_names", "[\"train\", \"eval\"]")
        .containsEntry("span", 0L)
        .containsEntry("version", 0L)
        .containsEntry("payload_format", "FORMAT_TF_EXAMPLE")
        .containsEntry("file_format", "tfrecords_gzip");
    assertThat(result.tables().get(0).rows().get(0))
        .containsExactly("train", manifest.records("train"), manifest.bytes("train"), 2L);
  }

  @Test
  void equalInputGivesEqualBytesWhereverItLiesAndHoweverItIsPacked() throws Exception {
    idx.pair("a", 70, true);
    idx.pair("b", 0, false);
    idx.pair("c", 31, true);
    ComponentResult first = runs.run(options(Map.of(), null, 5));
    Map<String, String> content = runs.shards();
    Path moved = folder.resolve("moved");
    Files.move(input, moved);
    input = moved;

    ComponentResult second = runs.run(options(Map.of(), null, 5));

    assertThat(runs.shards()).isEqualTo(content);
    assertThat(fingerprint(second)).isEqualTo(fingerprint(first)).hasSize(64);

    for (String name : List.of("a-images-idx3-ubyte", "a-labels-idx1-ubyte")) {
      Path packed = moved.resolve(name + ".gz");
      try (var in = new GZIPInputStream(Files.newInputStream(packed))) {
        Files.write(moved.resolve(name), in.readAllBytes());
      }
      Files.delete(packed);
    }
    ComponentResult unpacked = runs.run(options(Map.of(), null, 5));
    assertThat(runs.shards()).isEqualTo(content);
    assertThat(fingerprint(unpacked)).isNotEqualTo(fingerprint(first));
  }

  @Test
  void theDigestCoversImagesThatAListNames() throws Exception {
    Path image = folder.resolve("image.png");
    BufferedImage pixels = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(pixels, "png", image.toFile());
    Files.writeString(
        input.resolve("list.csv"), "TRAIN,%1$s,cat\nTEST,%1$s,dog\n".formatted(image));
    Map<String, Object> options =
        Map.of(
            "input",
            input.toString(),
            "format",
            "image_csv",
            "split",
            Map.of(
                "by_column",
                Map.of("feature", "split", "values", Map.of("TRAIN", "train", "TEST", "eval"))));
    String first = fingerprint(runs.run(options));
    assertThat(fingerprint(runs.run(options))).isEqualTo(first);

    pixels.setRGB(0, 0, 0xffffff);
    ImageIO.write(pixels, "png", image.toFile());

    assertThat(fingerprint(runs.run(options))).isNotEqualTo(first);
  }

  @Test
  void whatLostAttemptsOfTasksLeftIsNoPartOfTheArtefact() throws Exception {
    idx.pair("a", 70, false);
    runs.run(options(Map.of(), null, 3));
    Map<String, String> content = runs.content();
    Path stale = folder.resolve(".out2.attempts/train-00001-attempt-999999");
    Files.createDirectories(stale.getParent());
    Files.writeString(stale, "half a shard");

    runs.run(options(Map.of(), null, 3));

    assertThat(runs.content()).isEqualTo(content);
    assertThat(stale.getParent()).doesNotExist();
  }

  @Test
  void severalInputSplitsAreCopiedAsTheyAre() throws Exception {
    idx.pair("train", 40, true);
    idx.pair("t10k", 10, false);
    Map<String, String> patterns = new LinkedHashMap<>();
    patterns.put("train", "train-*");
    patterns.put("test", "t10k-*");

    ComponentResult result = runs.run(options(patterns, null, 2));

    assertThat(result.headline()).isEqualTo("50 records: train 40, test 10");
    assertThat(runs.longs("test", "label")).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(runs.longs("train", "label")).hasSize(40);
  }

  @Test
  void oneInputSplitIsDividedByItsBuckets() throws Exception {
    idx.pair("train", 60, false);
    Files.write(input.resolve("broken-labels-idx1-ubyte"), new byte[1]);
    Map<String, Integer> buckets = new LinkedHashMap<>();
    buckets.put("a", 1);
    buckets.put("b", 1);
    buckets.put("c", 1);

    runs.run(options(Map.of("all", "train-*"), buckets, null));

    Manifest manifest = Manifest.read(runs.storage(), runs.output());
    assertThat(manifest.splits()).containsExactly("a", "b", "c");
    assertThat(manifest.records()).isEqualTo(60);
  }

  @Test
  void imagesWithChannelsAreRead() throws Exception {
    byte[] images =
        ByteBuffer.allocate(20 + 12 * 12)
            .putInt(0x804)
            .putInt(12)
            .putInt(2)
            .putInt(2)
            .putInt(3)
            .array();
    for (int i = 20; i < images.length; i++) {
      images[i] = (byte) i;
    }
    Files.write(input.resolve("c-images-idx4-ubyte"), images);
    Files.write(input.resolve("c-labels-idx1-ubyte"), IdxFolder.labelBytes(12));

    runs.run(options(Map.of(), Map.of("all", 1), null));

    Example last = Example.parse(runs.records("all").get(11));
    assertThat(last.longs("channels")).containsExactly(3);
    assertThat(last.longs("height")).containsExactly(2);
    assertThat(last.longs("width")).containsExactly(2);
    assertThat(last.bytes("image").get(0)).isEqualTo(Arrays.copyOfRange(images, 152, 164));
    assertThat(last.longs("label")).containsExactly(1);
  }

  @Test
  void labelsInPlaceOfImagesAreReported() throws IOException {
    idx.pair("a", 5, true);
    IdxFolder.write(idx.images("a", true), IdxFolder.labelBytes(5));

    assertData(
        idx.images("a", true)
            + ": magic number at byte 0: found 0x00000801, a file of labels (expected: 0x00000803");
  }

  @Test
  void aFileOfSomethingElseIsReported() throws IOException {
    idx.pair("a", 5, false);
    Files.writeString(idx.labels("a", false), "label,name\n");

    assertData(idx.labels("a", false) + ": magic number at byte 0: found 0x6c616265 (expected");
  }

  @Test
  void truncatedImagesAreReportedWithTheirPlace() throws IOException {
    idx.pair("a", 50, false);
    byte[] whole = Files.readAllBytes(idx.images("a", false));
    Files.write(idx.images("a", false), Arrays.copyOf(whole, 16 + 30 * 16 + 5));

    assertData(
        idx.images("a", false)
            + ": image 30 at byte 496: found 5 bytes (expected: 16); the file is truncated");
  }

  @Test
  void truncatedContentOfAGzipFileIsReportedWithItsPlace() throws IOException {
    idx.pair("a", 50, true);
    IdxFolder.write(idx.images("a", true), IdxFolder.imageBytes(50, 49));

    assertData(
        idx.images("a", true)
            + ": image 49 at byte 800: found 0 bytes (expected: 16); the file is truncated");
  }

  @Test
  void aTruncatedGzipFileIsReported() throws IOException {
    idx.pair("a", 50, true);
    byte[] whole = Files.readAllBytes(idx.images("a", true));
    Files.write(idx.images("a", true), Arrays.copyOf(whole, whole.length / 2));

    assertData("the file is truncated", "gzip data without an end");
  }

  @Test
  void aGzipFileWithoutItsTrailerIsReported() throws IOException {
    idx.pair("a", 50, true);
    byte[] whole = Files.readAllBytes(idx.labels("a", true));
    Files.write(idx.labels("a", true), Arrays.copyOf(whole, whole.length - 4));

    assertData(idx.labels("a", true) + ": label 50", "the file is truncated");
  }

  @Test
  void aDamagedGzipFileIsReported() throws IOException {
    idx.pair("a", 50, true);
    byte[] whole = Files.readAllBytes(idx.images("a", true));
    whole[whole.length - 6] ^= 1;
    Files.write(idx.images("a", true), whole);

    assertData(idx.images("a", true) + ": image 50", "gzip CRC", "the file is damaged");
  }

  @Test
  void aTruncatedHeaderIsReported() throws IOException {
    idx.pair("a", 5, false);
    Files.write(idx.images("a", false), Arrays.copyOf(IdxFolder.imageBytes(5, 5), 10));

    assertData(idx.images("a", false) + ": header: found 10 bytes (expected: 16 for images)");
  }

  @Test
  void trailingBytesAreReported() throws IOException {
    for (boolean gzip : new boolean[] {false, true}) {
      idx.pair("a", 5, gzip);
      IdxFolder.write(idx.labels("a", gzip), Arrays.copyOf(IdxFolder.labelBytes(5), 16));

      assertData(
          idx.labels("a", gzip) + ": byte 13: found ",
          "behind the last of 5 labels (expected: the end of the file)");
      Files.delete(idx.images("a", gzip));
      Files.delete(idx.labels("a", gzip));
    }
  }

  @Test
  void differentCountsAreReported() throws IOException {
    idx.pair("a", 60, false);
    Files.write(idx.labels("a", false), IdxFolder.labelBytes(59));

    assertData("a-images-idx3-ubyte: found 60 images, but ", "has 59 labels (expected: as many)");
  }

  @Test
  void halfAPairAndADoubleOneAreReported() throws IOException {
    idx.pair("a", 5, true);
    idx.pair("b", 5, false);
    Files.delete(idx.images("b", false));
    assertData("b-labels-idx1-ubyte: labels without images: found no b-images-idx3-ubyte");

    idx.pair("b", 5, false);
    Files.delete(idx.labels("b", false));
    assertData("b-images-idx3-ubyte: images without labels: found no b-labels-idx1-ubyte");

    idx.pair("b", 5, false);
    idx.pair("a", 5, false);
    assertData("a-images-idx3-ubyte.gz: stands beside a-images-idx3-ubyte");
  }

  @Test
  void anEmptySplitIsReported() throws IOException {
    idx.pair("a", 1, false);
    assertData("split '", "' is empty: found 1 records in all", "hash_buckets");

    idx.pair("a", 0, false);
    assertData("no record: ", "hash_buckets");
  }

  @Test
  void missingInputIsAUsageError() throws IOException {
    Files.writeString(input.resolve("notes.txt"), "x");
    assertUsage(
        options(Map.of(), null, null),
        "found no IDX file, only notes.txt (expected: names such as train-images-idx3-ubyte.gz");

    idx.pair("a", 5, false);
    assertUsage(options(Map.of("a", "z*"), null, null), "z*: no file matches the pattern");
    assertUsage(
        options(Map.of("x", "a-*", "y", "*"), null, null), "expected: each file in one split");

    input = folder.resolve("nowhere");
    assertUsage(options(Map.of(), null, null), "nowhere: no such file or folder");
    assertUsage(options(Map.of("a", "*"), null, null), "nowhere: no such folder");
  }

  private ExampleGenOptions options(
      Map<String, String> splits, Map<String, Integer> buckets, Integer shards) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("input", input.toString());
    values.put("format", "idx");
    values.put("input_splits", splits);
    if (buckets != null) {
      values.put("hash_buckets", buckets);
    }
    if (shards != null) {
      values.put("shards", shards);
    }
    return OptionsBinder.bind(ExampleGenOptions.class, values);
  }

  private void assertData(String... parts) {
    assertThatThrownBy(() -> runs.run(options(Map.of(), null, null)))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(Category.DATA))
        .message()
        .contains(parts);
    assertThat(Path.of(runs.output(), "manifest.json")).doesNotExist();
    assertThat(Path.of(ArtifactLayout.attempts(runs.output()))).doesNotExist();
  }

  private void assertUsage(ExampleGenOptions options, String part) {
    assertThatThrownBy(() -> runs.run(options))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(Category.USAGE))
        .hasMessageContaining(part);
  }

  private static String fingerprint(ComponentResult result) {
    return (String) result.properties().get("examples").get("input_fingerprint");
  }

  private static byte[] protobuf(byte[] file, int image) {
    byte[] pixels = Arrays.copyOfRange(file, 16 + image * 16, 32 + image * 16);
    return org.tensorflow.proto.Example.newBuilder()
        .setFeatures(
            Features.newBuilder()
                .putFeature("channels", integer(1))
                .putFeature("height", integer(4))
                .putFeature(
                    "image",
                    Feature.newBuilder()
                        .setBytesList(
                            BytesList.newBuilder()
                                .addValue(com.google.protobuf.ByteString.copyFrom(pixels)))
                        .build())
                .putFeature("label", integer(image % 10))
                .putFeature("width", integer(4)))
        .build()
        .toByteArray();
  }

  private static Feature integer(long value) {
    return Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(value)).build();
  }

  private static long bucket(byte[] example, int buckets) {
    return new BigInteger(ExampleGenRuns.sha256(example), 16)
        .mod(BigInteger.valueOf(buckets))
        .longValueExact();
  }
}
