package io.millrace.transforms.ingest.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.records.Compression;
import io.millrace.records.Example;
import io.millrace.records.FeatureKind;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.image.TestImages;
import io.millrace.transforms.ingest.format.ImageContent;
import io.millrace.transforms.ingest.format.ImageCsvFormat;
import io.millrace.transforms.ingest.format.ImageCsvFormat.Header;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SourceReading;
import io.millrace.transforms.ingest.source.SourceRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCsvSourceTest {
  private static final Path SAMPLE = Path.of("../../shared/data/tfrecorder-sample/data.csv");

  @TempDir Path folder;
  private Path csv;

  @BeforeEach
  void writeImages() throws IOException {
    csv = folder.resolve("data.csv");
    Files.createDirectories(folder.resolve("images"));
    Files.write(folder.resolve("images/a, \"b\" ü.png"), TestImages.png(3, 2));
    Files.write(folder.resolve("images/c.png"), TestImages.png(1, 1));
  }

  @Test
  void rowsBecomeImagesWithTheirSplitsAndLabels() throws IOException {
    Files.writeString(
        csv,
        "\ufeffsplit,image_uri,label\r\nTRAIN,\"images/a, \"\"b\"\" ü.png\",cät\r\n\r\nTEST,"
            + folder
            + "/images/c.png,\"two\nlines\"\nDISCARD,images/none.png,x\nVALIDATION,images/c.png,");

    List<Example> examples = read(ImageContent.ENCODED, Header.AUTO).examples();

    assertThat(examples)
        .extracting(e -> text(e, "split"))
        .containsExactly("TRAIN", "TEST", "VALIDATION");
    assertThat(text(examples.get(0), "name")).isEqualTo("a, \"b\" ü.png");
    assertThat(text(examples.get(0), "label")).isEqualTo("cät");
    assertThat(examples.get(0).longs("width")).containsExactly(3);
    assertThat(text(examples.get(1), "label")).isEqualTo("two\nlines");
    assertThat(examples.get(2).kind("label")).isEqualTo(FeatureKind.NONE);
  }

  @Test
  void columnsAreFoundByTheirNamesOrPlaces() throws IOException {
    Files.writeString(csv, "label,split,image_uri\ncat,TRAIN,images/c.png\n");
    assertThat(text(read(ImageContent.ENCODED, Header.YES).examples().get(0), "label"))
        .isEqualTo("cat");

    Files.writeString(csv, "TRAIN,images/c.png,image_uri\n");
    assertThat(read(ImageContent.ENCODED, Header.NO).examples()).hasSize(1);
    assertFails(Header.AUTO, csv + ": header: found columns [TRAIN, images/c.png, image_uri]");
    assertFails(Header.YES, "(expected: split, image_uri, label in any order)");
  }

  @Test
  void brokenRowsAreRejectedWithTheirPlace() throws IOException {
    byte[] rows =
        "TRAIN,images/c.png\ntrain,images/c.png,a\nTEST,nowhere.png,a\nTEST,,a\nTEST,?,a\nTEST,images/c.png,a\n"
            .getBytes(StandardCharsets.UTF_8);
    rows[new String(rows, StandardCharsets.UTF_8).indexOf('?')] = (byte) 0xff;
    Files.write(csv, rows);

    SourceReading.Result result = read(ImageContent.ENCODED, Header.AUTO);

    assertThat(result.examples()).hasSize(1);
    assertThat(result.rejects())
        .extracting(RejectedRecordException::reason)
        .containsExactly(
            "wrong_cell_count", "unknown_split", "no_such_file", "no_such_file", "malformed_text");
    assertThat(result.rejects().get(0).describe())
        .isEqualTo(
            csv
                + ": row at byte 0: found 2 cells (expected: 3: a split, an image file and a"
                + " label)");
    assertThat(result.rejects().get(1).describe())
        .startsWith(csv + ": row at byte 19: split 'train' (expected: TRAIN, VALIDATION, TEST or");
    assertThat(result.rejects().get(2).describe())
        .contains("found no file " + folder + "/nowhere.png, nor nowhere.png (expected");
  }

  @Test
  void unreadableFilesAreReported() throws IOException {
    Files.writeString(csv, "");
    assertFails(Header.AUTO, csv + ": found no row");
    Files.writeString(csv, "split,image_uri,label\n");
    assertFails(Header.AUTO, csv + ": found no row");
    Files.writeString(csv, "TRAIN,images/c.png,a\nTRAIN,\"images/c.png,a\n");
    assertFails(Header.AUTO, csv + ": row at byte 21: a quote without an end");
    Files.writeString(csv, "TRAIN,\"" + "x".repeat(2 << 20));
    assertFails(Header.AUTO, csv + ": row at byte 0: more than 1,048,576 bytes");
  }

  @Test
  void anyCutGivesTheSameRecords() throws IOException {
    StringBuilder rows = new StringBuilder("split,image_uri,label\n");
    for (int i = 0; i < 2500; i++) {
      String split = i % 10 == 3 ? "DISCARD" : i % 100 == 7 ? "BAD" : "TRAIN";
      rows.append(split).append(",images/c.png,").append(i).append('\n');
    }
    Files.writeString(csv, rows);
    SourceRecords found = SourceReading.prepare(source(ImageContent.ENCODED, Header.AUTO), csv);

    SourceReading.Result whole = SourceReading.read(found, 1);

    assertThat(whole.records()).hasSize(2225);
    assertThat(whole.rejects()).hasSize(25);
    assertThat(found).extracting("records").hasToString("OptionalLong[2250]");
    for (int slices : new int[] {2, 3, 40, 2500}) {
      SourceReading.Result cut = SourceReading.read(found, slices);
      assertThat(cut.records()).containsExactlyElementsOf(whole.records());
      assertThat(cut.rejects()).hasSize(25);
    }
  }

  @Test
  void tfrecordersSampleIsRead() throws IOException {
    assumeThat(SAMPLE).exists();
    SourceReading.Result result =
        SourceReading.read(source(ImageContent.TFRECORDER, Header.AUTO), SAMPLE);

    leaveForInterop(result.records());
    List<Example> examples = result.examples();
    assertThat(examples).hasSize(6);
    Example first = examples.get(0);
    assertThat(text(first, "image_name")).isEqualTo("cat-800x600-3.jpg");
    assertThat(text(first, "split")).isEqualTo("TEST");
    assertThat(first.longs("image_height")).containsExactly(600);
    assertThat(first.longs("image_width")).containsExactly(800);
    assertThat(first.longs("image_channels")).containsExactly(3);
    assertThat(first.bytes("image").get(0)).hasSize(800 * 600 * 4);
    // One cat and one goat in TRAIN: the later name comes first.
    assertThat(examples)
        .extracting(e -> e.longs("label")[0])
        .containsExactly(1L, 0L, 1L, 0L, 1L, 0L);
  }

  /** {@code interop/test_tfrecorder.py} reads them as TFRecorder does. */
  private static void leaveForInterop(List<byte[]> records) throws IOException {
    Path file = Files.createDirectories(Path.of("target/tfrecorder-sample"));
    try (TfRecordWriter writer =
        TfRecordWriter.create(
            Files.newOutputStream(file.resolve("data.tfrecord.gz")), Compression.GZIP)) {
      for (byte[] record : records) {
        writer.write(record);
      }
    }
  }

  private static ImageCsvSource source(ImageContent content, Header header) {
    return new ImageCsvSource(new ImageCsvFormat(content, header, List.of(), 1 << 20, 1 << 20));
  }

  private SourceReading.Result read(ImageContent content, Header header) throws IOException {
    return SourceReading.read(source(content, header), csv);
  }

  private void assertFails(Header header, String message) {
    assertThatThrownBy(() -> read(ImageContent.ENCODED, header))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(Category.DATA))
        .hasMessageContaining(message);
  }

  private static String text(Example example, String name) {
    return new String(example.bytes(name).get(0), StandardCharsets.UTF_8);
  }
}
