package io.millrace.transforms.ingest.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.records.Example;
import io.millrace.transforms.image.TestImages;
import io.millrace.transforms.ingest.format.ImageContent;
import io.millrace.transforms.ingest.format.ImageFormat;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SourceReading;
import io.millrace.transforms.ingest.source.SourceRecords;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSourceTest {
  private static final long MEBIBYTE = 1 << 20;

  @TempDir Path folder;

  @Test
  void foldersAreLabelsAndFilesAreKeptAsTheyAre() throws IOException {
    byte[] jpeg = TestImages.oriented(TestImages.jpeg(6, 4), 6, ByteOrder.BIG_ENDIAN);
    write("dog/b.jpg", jpeg);
    write("cat/ä ♥.png", TestImages.png(3, 2));
    write("cat/.DS_Store", new byte[9]);
    write("_tmp/x.jpg", new byte[9]);

    List<Example> examples = read(format(ImageContent.ENCODED)).examples();

    assertThat(examples).hasSize(2);
    Example cat = examples.get(0);
    assertThat(cat.names())
        .containsExactly(
            "channels", "format", "height", "image", "label", "name", "orientation", "width");
    assertThat(text(cat, "name")).isEqualTo("ä ♥.png");
    assertThat(text(cat, "label")).isEqualTo("cat");
    assertThat(text(cat, "format")).isEqualTo("png");
    Example dog = examples.get(1);
    assertThat(dog.bytes("image").get(0)).isEqualTo(jpeg);
    assertThat(dog.longs("height")).containsExactly(4);
    assertThat(dog.longs("width")).containsExactly(6);
    assertThat(dog.longs("channels")).containsExactly(3);
    assertThat(dog.longs("orientation")).containsExactly(6);
  }

  @Test
  void splitsStandAboveLabelsAndDiscardedFilesAreLeftOut() throws IOException {
    write("train/cat/1.png", TestImages.png(1, 1));
    write("val/dog/1.png", TestImages.png(1, 1));
    write("DISCARD/dog/2.png", new byte[1]);

    List<Example> examples = read(format(ImageContent.ENCODED)).examples();

    assertThat(examples).extracting(e -> text(e, "split")).containsExactly("train", "val");
    assertThat(examples).extracting(e -> text(e, "label")).containsExactly("cat", "dog");
  }

  @Test
  void labelsComeFromNamesWithoutTheirFolders() throws IOException {
    write("dog.pictures/cat.0.png", TestImages.png(1, 1));
    write("dog.pictures/dog.1.png", TestImages.png(1, 1));
    write("dog.pictures/cow.2.png", TestImages.png(1, 1));
    ImageFormat format =
        new ImageFormat(
            ImageContent.ENCODED,
            Optional.of("(cat|dog)\\..*"),
            false,
            List.of("dog", "cat"),
            MEBIBYTE,
            (int) MEBIBYTE);

    SourceReading.Result result = read(format, folder.resolve("dog.pictures"));

    assertThat(result.examples()).extracting(e -> e.longs("label")[0]).containsExactly(1L, 0L);
    assertRejected(
        result,
        "no_label",
        "dog.pictures/cow.2.png: name: 'cow.2.png' does not match label_pattern");
  }

  @Test
  void aLabelOutsideTheListIsRejectedAndImagesMayHaveNone() throws IOException {
    write("cow/1.png", TestImages.png(1, 1));
    ImageFormat listed =
        new ImageFormat(
            ImageContent.ENCODED, Optional.empty(), false, List.of("cat"), MEBIBYTE, 1 << 20);
    assertRejected(read(listed), "unknown_label", "1.png: label: 'cow' is not in labels");

    ImageFormat unlabelled =
        new ImageFormat(ImageContent.ENCODED, Optional.empty(), true, List.of(), MEBIBYTE, 1 << 20);
    Example example = read(unlabelled, folder.resolve("cow")).examples().get(0);
    assertThat(example.names()).doesNotContain("label", "split");
  }

  @Test
  void pixelsAreUprightWhenDecoded() throws IOException {
    byte[] exif = TestImages.chunk("eXIf", TestImages.exif(6, ByteOrder.LITTLE_ENDIAN));
    write("a/1.png", TestImages.insert(TestImages.png(3, 2), 33, exif));

    Example example = read(format(ImageContent.DECODED)).examples().get(0);

    assertThat(example.longs("height")).containsExactly(3);
    assertThat(example.longs("width")).containsExactly(2);
    assertThat(text(example, "format")).isEqualTo("raw");
    // The lower left pixel of the file is the upper left one.
    assertThat(Arrays.copyOf(example.bytes("image").get(0), 3))
        .containsExactly((byte) 0, (byte) 16, (byte) 200);
  }

  @Test
  void tfrecordersRecordHasItsSevenFeatures() throws IOException {
    write("TRAIN/cat/1.png", TestImages.png(2, 1));
    write("TRAIN/dog/1.png", TestImages.encode(TestImages.rgba(2, 1), "png"));
    write("TRAIN/emu/1.png", TestImages.encode(TestImages.grey(2, 1, 8), "png"));
    write("TRAIN/emu/2.png", TestImages.png(1, 1));
    write("TEST/emu/x.png", TestImages.png(1, 1));
    write("TEST/yak/x.png", TestImages.png(1, 1));

    List<Example> examples = read(format(ImageContent.TFRECORDER)).examples();

    assertThat(examples)
        .allSatisfy(
            e ->
                assertThat(e.names())
                    .containsExactly(
                        "image",
                        "image_channels",
                        "image_height",
                        "image_name",
                        "image_width",
                        "label",
                        "split"));
    assertThat(examples).extracting(e -> text(e, "split")).startsWith("TEST", "TEST", "TRAIN");
    // emu twice, then dog before cat: ties in reverse order; yak is unknown.
    assertThat(examples)
        .extracting(e -> e.longs("label")[0])
        .containsExactly(0L, -1L, 2L, 1L, 0L, 0L);
    Example dog = examples.get(3);
    assertThat(text(dog, "image_name")).isEqualTo("1.png");
    assertThat(dog.longs("image_channels")).containsExactly(3);
    assertThat(Base64.getUrlDecoder().decode(dog.bytes("image").get(0)))
        .containsExactly(0, 0, (byte) 200, 16, 0, (byte) 200);
    assertThat(examples.get(4).longs("image_channels")).containsExactly(1);
  }

  @Test
  void tfrecorderNeedsItsSplits() throws IOException {
    write("cat/1.png", TestImages.png(2, 1));
    assertUsage(format(ImageContent.TFRECORDER), "found no image in the split TRAIN");

    Files.delete(folder.resolve("cat/1.png"));
    write("TRAIN/cat/1.png", TestImages.png(2, 1));
    write("eval/cat/1.png", TestImages.png(2, 1));
    assertRejected(
        read(format(ImageContent.TFRECORDER)),
        "unknown_split",
        "eval/cat/1.png: folder: split 'eval' (expected: TRAIN, VALIDATION, TEST or DISCARD");
  }

  @Test
  void brokenEmptyHugeAndForeignFilesAreRejectedAndTheNextIsRead() throws IOException {
    write("a/1.png", Arrays.copyOf(TestImages.png(9, 9), 60));
    write("a/2.jpg", new byte[0]);
    write("a/3.png", TestImages.hugePng(2000, 2000));
    write("a/4.txt", "read me first".getBytes(StandardCharsets.UTF_8));
    write("a/5.png", Arrays.copyOf(TestImages.png(9, 9), (1 << 20) + 1));
    write("a/6.png", TestImages.png(9, 9));

    SourceReading.Result result = read(format(ImageContent.ENCODED));

    assertThat(result.examples()).extracting(e -> text(e, "name")).containsExactly("6.png");
    assertThat(result.rejects())
        .extracting(RejectedRecordException::reason)
        .containsExactly(
            "truncated_image", "empty_file", "too_many_pixels", "unknown_format", "too_many_bytes");
    assertThat(result.rejects().get(2).describe())
        .isEqualTo(
            folder
                + "/a/3.png: byte 0: png of 2,000 x 2,000 pixels (expected: at most 1,048,576);"
                + " remove it or raise max_pixels");
    assertThat(result.rejects().get(3).content()).asString().isEqualTo("read me first");
    assertThat(result.rejects().get(4).content()).hasSize(64 << 10);
  }

  @Test
  void undecodableImagesAreRejectedOnlyWhereTheyAreDecoded() throws IOException {
    write("a/1.png", TestImages.hugePng(30, 30));

    assertThat(read(format(ImageContent.ENCODED)).examples()).hasSize(1);
    assertRejected(read(format(ImageContent.DECODED)), "undecodable_image", "png 30 x 30: ");
  }

  @Test
  void anyCutGivesTheSameRecordsAndSmallFilesArePacked() throws IOException {
    byte[] png = TestImages.png(1, 1);
    for (int i = 0; i < 2100; i++) {
      write("label%d/%d.png".formatted(i % 7, i), i % 500 == 0 ? new byte[0] : png);
    }
    SourceRecords found =
        SourceReading.prepare(new ImageSource(format(ImageContent.ENCODED)), folder);

    assertThat(((FileSlices) found).units()).hasSize(1);
    assertThat(((FileSlices) found).units().get(0)).hasSize(3);
    assertThat(found).extracting("records").hasToString("OptionalLong[2100]");
    SourceReading.Result whole = SourceReading.read(found, 1);
    assertThat(whole.records()).hasSize(2095);
    for (int slices : new int[] {2, 7, 130}) {
      SourceReading.Result cut = SourceReading.read(found, slices);
      assertThat(cut.records()).containsExactlyElementsOf(whole.records());
      assertThat(cut.rejects()).hasSize(5);
    }
  }

  @Test
  void foldersThatDoNotFitAreUsageErrors() throws IOException {
    ImageFormat format = format(ImageContent.ENCODED);
    assertUsage(format, folder + ": found no file below it (expected: <label>/<file> or <split>");
    write("1.png", TestImages.png(1, 1));
    assertUsage(format, folder + ": found " + folder + "/1.png (expected: <label>/<file> or");
    write("a/2.png", TestImages.png(1, 1));
    assertUsage(format, "/1.png");
    Files.delete(folder.resolve("1.png"));
    write("b/c/3.png", TestImages.png(1, 1));
    assertUsage(format, folder + "/b/c/3.png and at another level " + folder + "/a/2.png");
    write("b/c/d/4.png", TestImages.png(1, 1));
    assertUsage(format, folder + "/b/c/d: a folder where files should be");
  }

  @Test
  void aFileThatIsGoneIsRejected() throws IOException {
    write("a/1.png", TestImages.png(1, 1));
    SourceRecords found =
        SourceReading.prepare(new ImageSource(format(ImageContent.ENCODED)), folder);
    Files.delete(folder.resolve("a/1.png"));

    assertRejected(SourceReading.read(found, 1), "no_such_file", "a/1.png: byte 0: found no such");
  }

  @Test
  void patternsMayNameTheFoldersOfLabels() throws IOException {
    write("cat/1.png", TestImages.png(1, 1));
    write("dog/1.png", TestImages.png(1, 1));

    SourceReading.Result result =
        SourceReading.readPattern(
            new ImageSource(format(ImageContent.ENCODED)),
            folder + "/*",
            folder.resolve("cat"),
            folder.resolve("dog"));

    assertThat(result.examples()).extracting(e -> text(e, "label")).containsExactly("cat", "dog");
  }

  private static ImageFormat format(ImageContent content) {
    return new ImageFormat(content, Optional.empty(), false, List.of(), MEBIBYTE, 1 << 20);
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private SourceReading.Result read(ImageFormat format) throws IOException {
    return read(format, folder);
  }

  private static SourceReading.Result read(ImageFormat format, Path input) throws IOException {
    return SourceReading.read(new ImageSource(format), input);
  }

  private static void assertRejected(SourceReading.Result result, String reason, String message) {
    assertThat(result.rejects())
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.describe()).contains(message);
            });
  }

  private void assertUsage(ImageFormat format, String message) {
    assertThatThrownBy(() -> read(format))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(Category.USAGE))
        .hasMessageContaining(message);
  }

  private static String text(Example example, String name) {
    return new String(example.bytes(name).get(0), StandardCharsets.UTF_8);
  }
}
