package io.millrace.transforms.ingest.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.records.Example;
import io.millrace.transforms.ingest.format.CifarFormat;
import io.millrace.transforms.ingest.format.CifarFormat.Layout;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SourceReading;
import io.millrace.transforms.ingest.source.SourceRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarSourceTest {
  private static final String NAMES =
      "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n";

  @TempDir Path folder;

  @Test
  void planesBecomePixelsAndLabelsGetTheirNames() throws IOException {
    Path batch = write("data_batch_1.bin", record(0, 9), record(1, 0));
    Path names = Files.writeString(folder.resolve("batches.meta.txt"), NAMES);

    List<Example> examples = read(10, Layout.HWC, batch, names).examples();

    Example first = examples.get(0);
    assertThat(first.names())
        .containsExactly("channels", "height", "image", "label", "label_text", "width");
    assertThat(first.longs("label")).containsExactly(9);
    assertThat(text(first, "label_text")).isEqualTo("truck");
    assertThat(text(examples.get(1), "label_text")).isEqualTo("airplane");
    assertThat(first.longs("height")).containsExactly(32);
    assertThat(first.longs("width")).containsExactly(32);
    assertThat(first.longs("channels")).containsExactly(3);
    byte[] image = first.bytes("image").get(0);
    assertThat(image).hasSize(3072);
    assertThat(Arrays.copyOf(image, 3)).containsExactly(0, 100, 200);
    assertThat(Arrays.copyOfRange(image, 3069, 3072)).containsExactly(63, 163, 7);
  }

  @Test
  void theLayoutOfTheFilesIsKeptOnDemand() throws IOException {
    byte[] record = record(0, 3);
    Path batch = write("test_batch.bin", record);

    Example only = read(10, Layout.CHW, batch).examples().get(0);

    assertThat(only.bytes("image").get(0)).isEqualTo(Arrays.copyOfRange(record, 1, 3073));
    assertThat(only.names()).doesNotContain("label_text");
  }

  @Test
  void cifar100HasTwoLabels() throws IOException {
    Path file = write("train.bin", record(0, 19, 99));
    Path fine = numbers("fine_label_names.txt", 100);
    Path coarse = numbers("coarse_label_names.txt", 20);

    Example only = read(100, Layout.HWC, file, fine, coarse).examples().get(0);

    assertThat(only.longs("coarse_label")).containsExactly(19);
    assertThat(only.longs("label")).containsExactly(99);
    assertThat(text(only, "label_text")).isEqualTo("class ü 99");
    assertThat(text(only, "coarse_label_text")).isEqualTo("class ü 19");
    assertThat(Arrays.copyOf(only.bytes("image").get(0), 3)).containsExactly(0, 100, 200);
  }

  @Test
  void anyCutGivesTheSameRecords() throws IOException {
    byte[][] records =
        IntStream.range(0, 23).mapToObj(i -> record(i, i % 10)).toArray(byte[][]::new);
    Path first = write("data_batch_1.bin", records);
    Path empty = write("data_batch_2.bin");
    SourceRecords found =
        SourceReading.prepare(
            source(10, Layout.HWC), first, empty, write("notes.txt", new byte[5]));

    List<byte[]> whole = SourceReading.read(found, 1).records();

    assertThat(whole).hasSize(23);
    for (int slices : new int[] {2, 5, 23, 40}) {
      assertThat(SourceReading.read(found, slices).records()).containsExactlyElementsOf(whole);
    }
  }

  @Test
  void aWrongLengthIsReportedWithItsPlace() throws IOException {
    Path batch = write("data_batch_1.bin", record(0, 1), new byte[5]);

    assertFails(
        10,
        Category.DATA,
        batch
            + ": record 1 at byte 3,073: found 5 bytes (expected: 3,073, as each record of"
            + " CIFAR-10",
        batch);
    Path hundred = write("train.bin", record(0, 1));
    assertFails(100, Category.DATA, hundred + ": record 0 at byte 0: found 3,073 bytes", hundred);
  }

  @Test
  void aLabelOutOfRangeIsRejectedAndTheNextRecordIsRead() throws IOException {
    Path batch = write("data_batch_1.bin", record(0, 1), record(0, 10), record(0, 2));

    SourceReading.Result result = read(10, Layout.HWC, batch);

    assertThat(result.examples()).extracting(e -> e.longs("label")[0]).containsExactly(1L, 2L);
    RejectedRecordException rejected = result.rejects().get(0);
    assertThat(rejected.reason()).isEqualTo("unknown_label");
    assertThat(rejected.describe())
        .startsWith(batch + ": record 1 at byte 3073: label 10 (expected: 0 to 9)");
    assertThat(rejected.content()).isEqualTo(record(0, 10));
  }

  @Test
  void otherFilesAndWrongNamesOfClassesAreReported() throws IOException {
    Path notes = write("notes.txt", new byte[1]);
    assertFails(10, Category.USAGE, notes + ": found no file of CIFAR-10, only notes.txt", notes);

    Path batch = write("data_batch_1.bin", record(0, 1));
    Path names = numbers("batches.meta.txt", 9);
    assertFails(10, Category.DATA, names + ": found 9 lines (expected: 10, the name of", batch);
    assertThatThrownBy(() -> new CifarFormat(20, Layout.HWC))
        .isInstanceOf(MillraceException.class)
        .hasMessage("classes: 20 (expected: 10 or 100)");
  }

  /**
   * Labels, then red planes from {@code start} on, green 100 and blue 200 above them, modulo 64.
   */
  private static byte[] record(int start, int... labels) {
    byte[] record = new byte[labels.length + 3072];
    for (int i = 0; i < labels.length; i++) {
      record[i] = (byte) labels[i];
    }
    for (int i = 0; i < 1024; i++) {
      for (int plane = 0; plane < 3; plane++) {
        record[labels.length + 1024 * plane + i] = (byte) ((start + i) % 64 + 100 * plane);
      }
    }
    return record;
  }

  private Path write(String name, byte[]... records) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] record : records) {
      content.writeBytes(record);
    }
    return Files.write(folder.resolve(name), content.toByteArray());
  }

  private Path numbers(String name, int count) throws IOException {
    String lines =
        IntStream.range(0, count).mapToObj(i -> "class ü " + i).collect(Collectors.joining("\n"));
    return Files.writeString(folder.resolve(name), lines);
  }

  private static CifarSource source(int classes, Layout layout) {
    return new CifarSource(new CifarFormat(classes, layout));
  }

  private static SourceReading.Result read(int classes, Layout layout, Path... files)
      throws IOException {
    return SourceReading.read(source(classes, layout), files);
  }

  private static String text(Example example, String name) {
    return new String(example.bytes(name).get(0), StandardCharsets.UTF_8);
  }

  private static void assertFails(int classes, Category category, String message, Path... files) {
    assertThatThrownBy(() -> read(classes, Layout.HWC, files))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(category))
        .hasMessageStartingWith(message);
  }
}
