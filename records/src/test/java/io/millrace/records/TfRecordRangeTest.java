package io.millrace.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.records.ReaderOptions.Damage;
import io.millrace.records.ReaderOptions.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfRecordRangeTest {
  private static final ReaderOptions SKIP = ReaderOptions.DEFAULT.withOnDamage(Damage.SKIP);

  @TempDir Path folder;

  @Test
  void anyTwoBordersGiveEachRecordOnce() throws IOException {
    List<byte[]> records = records(12, 40);
    byte[] bytes = TfRecordFiles.write(Compression.NONE, records);
    Path file = file(bytes);
    for (int first = 0; first <= bytes.length; first++) {
      List<byte[]> read = new ArrayList<>(range(file, 0, first, ReaderOptions.DEFAULT));
      int second = Math.min(bytes.length, first + first % 97);
      read.addAll(range(file, first, second, ReaderOptions.DEFAULT));
      read.addAll(range(file, second, bytes.length, ReaderOptions.DEFAULT));
      assertThat(read).as("borders %d, %d", first, second).containsExactlyElementsOf(records);
    }
  }

  @Test
  void anyBorderIsFoundWithoutPayloads() throws IOException {
    List<byte[]> records = records(12, 40);
    byte[] bytes = TfRecordFiles.write(Compression.NONE, records);
    Path file = file(bytes);
    ReaderOptions frames = ReaderOptions.DEFAULT.withPayload(Payload.SKIPPED);
    for (int border = 0; border <= bytes.length; border++) {
      assertThat(count(file, 0, border, frames) + count(file, border, bytes.length, frames))
          .as("border %d", border)
          .isEqualTo(records.size());
    }
  }

  @Test
  void recordsLargerThanTheBufferAreDividedToo() throws IOException {
    List<byte[]> records = records(5, 1_500_000);
    byte[] bytes = TfRecordFiles.write(Compression.NONE, records);
    Path file = file(bytes);
    for (int border : new int[] {1, 700_000, bytes.length / 2, bytes.length - 1}) {
      List<byte[]> read = new ArrayList<>(range(file, 0, border, ReaderOptions.DEFAULT));
      read.addAll(range(file, border, bytes.length, ReaderOptions.DEFAULT));
      assertThat(read).containsExactlyElementsOf(records);
    }
  }

  @Test
  void anyFlippedByteLosesItsRecordOnlyWhereverTheBorderIs() throws IOException {
    List<byte[]> records = records(6, 20);
    byte[] intact = TfRecordFiles.write(Compression.NONE, records);
    for (int flipped = 0; flipped < intact.length; flipped++) {
      byte[] bytes = intact.clone();
      bytes[flipped] ^= 0x10;
      Path file = file(bytes);
      List<byte[]> expected = new ArrayList<>(records);
      expected.remove(recordAt(records, flipped));
      for (int border = 0; border <= bytes.length; border += 3) {
        List<byte[]> read = new ArrayList<>(range(file, 0, border, SKIP));
        read.addAll(range(file, border, bytes.length, SKIP));
        assertThat(read)
            .as("flipped %d, border %d", flipped, border)
            .containsExactlyElementsOf(expected);
      }
    }
  }

  @Test
  void damageBehindABorderIsReportedOnceWithItsIndexInTheFile() throws IOException {
    List<byte[]> records = records(9, 30);
    byte[] bytes = TfRecordFiles.write(Compression.NONE, records);
    int start = 0;
    for (int i = 0; i < 7; i++) {
      start += records.get(i).length + 16;
    }
    bytes[start + 12] ^= 1;
    Path file = file(bytes);
    String message = "f: record 7 at byte " + start + ": found payload CRC";
    for (int border = 1; border < bytes.length; border++) {
      int damaged = 0;
      for (int[] ends : new int[][] {{0, border}, {border, bytes.length}}) {
        try {
          range(file, ends[0], ends[1], ReaderOptions.DEFAULT);
        } catch (CorruptRecordException e) {
          assertThat(e).hasMessageStartingWith(message);
          damaged++;
        }
      }
      assertThat(damaged).as("border %d", border).isEqualTo(1);
    }
  }

  @Test
  void aTruncatedTailBelongsToOneRange() throws IOException {
    List<byte[]> records = records(5, 30);
    byte[] whole = TfRecordFiles.write(Compression.NONE, records);
    byte[] bytes = Arrays.copyOf(whole, whole.length - 7);
    Path file = file(bytes);
    for (int border = 1; border < bytes.length; border++) {
      List<byte[]> read = new ArrayList<>();
      long damaged = 0;
      for (int[] ends : new int[][] {{0, border}, {border, bytes.length}}) {
        try (TfRecordReader reader = open(file, ends[0], ends[1], SKIP)) {
          while (reader.next()) {
            read.add(reader.record());
          }
          damaged += reader.damagedRecords();
        }
      }
      assertThat(read).containsExactlyElementsOf(records.subList(0, 4));
      assertThat(damaged).isEqualTo(1);
    }
  }

  @Test
  void aRecordThatHoldsRecordsIsNeverDividedInSilence() throws IOException {
    byte[] inner = TfRecordFiles.write(Compression.NONE, records(4, 30));
    List<byte[]> records = List.of(new byte[] {1}, inner, new byte[] {2});
    byte[] bytes = TfRecordFiles.write(Compression.NONE, records);
    Path file = file(bytes);
    int refused = 0;
    for (int border = 1; border < bytes.length; border++) {
      List<byte[]> read = new ArrayList<>();
      try {
        read.addAll(range(file, 0, border, SKIP));
        read.addAll(range(file, border, bytes.length, SKIP));
        assertThat(read).as("border %d", border).containsExactlyElementsOf(records);
      } catch (CorruptRecordException e) {
        assertThat(e)
            .hasMessageContaining("read the file without splitting it")
            .hasMessageContaining("(expected: one way to divide the bytes into records)");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void shownDamageComesWithItsBytesInItsPlace() throws IOException {
    List<byte[]> records = records(3, 10);
    byte[] bytes = TfRecordFiles.write(Compression.NONE, records);
    int second = records.get(0).length + 16;
    bytes[second + 12] ^= 1;
    try (TfRecordReader reader =
        TfRecordReader.open(
            FileChannel.open(file(bytes)), "f", ReaderOptions.DEFAULT.withOnDamage(Damage.SHOW))) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.damage()).isNull();
      assertThat(reader.next()).isTrue();
      assertThat(reader.damage()).hasMessageStartingWith("f: record 1 at byte " + second);
      assertThat(reader.record())
          .isEqualTo(Arrays.copyOfRange(bytes, second + 12, second + 12 + records.get(1).length));
      assertThat(reader.next()).isTrue();
      assertThat(reader.damage()).isNull();
      assertThat(reader.record()).isEqualTo(records.get(2));
      assertThat(reader.index()).isEqualTo(2);
      assertThat(reader.next()).isFalse();
      assertThat(reader.next()).isFalse();
      assertThat(reader.damagedRecords()).isEqualTo(1);
      assertThat(reader.skippedBytes()).isEqualTo(records.get(1).length + 16);
    }
  }

  @Test
  void missingBytesLoseOneRecordOnly() throws IOException {
    List<byte[]> records = records(5, 50);
    byte[] bytes = TfRecordFiles.write(Compression.NONE, records);
    int cut = records.get(0).length + 16 + 12 + 5;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, cut);
    out.write(bytes, cut + 9, bytes.length - cut - 9);
    List<byte[]> expected = new ArrayList<>(records);
    expected.remove(1);

    assertThat(range(file(out.toByteArray()), 0, out.size(), SKIP))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void recordsAppendedToATornOneAreKept() throws IOException {
    List<byte[]> records = records(4, 50);
    byte[] bytes = TfRecordFiles.write(Compression.NONE, records);
    byte[] torn = TfRecordFiles.write(Compression.NONE, List.of(new byte[100_000]));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes);
    out.write(torn, 0, 500);
    out.write(bytes);
    List<byte[]> expected = new ArrayList<>(records);
    expected.addAll(records);
    Path file = file(out.toByteArray());

    for (int border = 0; border <= out.size(); border += 7) {
      List<byte[]> read = new ArrayList<>(range(file, 0, border, SKIP));
      read.addAll(range(file, border, out.size(), SKIP));
      assertThat(read).as("border %d", border).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void aFileOfAnotherFormatIsRefusedByItsFirstRangeAlone() throws IOException {
    byte[] bytes = new byte[5_000];
    new Random(1).nextBytes(bytes);
    Path file = file(bytes);

    assertThatThrownBy(() -> range(file, 0, 1_000, ReaderOptions.DEFAULT))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("f: record 0 at byte 0")
        .hasMessageContaining("is it a TFRecord file?");
    assertThat(range(file, 1_000, 5_000, ReaderOptions.DEFAULT)).isEmpty();
  }

  @Test
  void aRecordBeyondTheBoundIsPassedOverAsAWhole() throws IOException {
    List<byte[]> records = new ArrayList<>(records(3, 20));
    records.add(1, new byte[3_000_000]);
    Path file = file(TfRecordFiles.write(Compression.NONE, records));
    ReaderOptions options = SKIP.withMaxRecordBytes(100);
    records.remove(1);

    assertThat(range(file, 0, Files.size(file), options)).containsExactlyElementsOf(records);
    assertThatThrownBy(
            () -> range(file, 0, Files.size(file), ReaderOptions.DEFAULT.withMaxRecordBytes(100)))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("found a record of 3000000 bytes (expected: at most 100)");
  }

  @Test
  void bufferedRecordsStayWhereTheyAre() throws IOException {
    List<byte[]> records = records(4_000, 900);
    Path file = file(TfRecordFiles.write(Compression.NONE, records));
    int read = 0;
    int batches = 0;
    try (TfRecordReader reader = open(file, 0, Files.size(file), ReaderOptions.DEFAULT)) {
      while (reader.next()) {
        byte[] buffer = reader.buffer();
        List<int[]> places = new ArrayList<>();
        places.add(new int[] {reader.offset(), reader.length()});
        while (reader.nextBuffered()) {
          places.add(new int[] {reader.offset(), reader.length()});
        }
        assertThat(reader.buffer()).isSameAs(buffer);
        for (int[] place : places) {
          assertThat(Arrays.copyOfRange(buffer, place[0], place[0] + place[1]))
              .isEqualTo(records.get(read++));
        }
        batches++;
      }
    }
    assertThat(read).isEqualTo(records.size());
    assertThat(batches).isLessThan(records.size() / 100);
  }

  private static List<byte[]> records(int count, int maxLength) {
    Random random = new Random(count + 31L * maxLength);
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] record = new byte[i == 3 ? 0 : maxLength / 2 + random.nextInt(maxLength / 2)];
      random.nextBytes(record);
      if (i == 2) {
        Arrays.fill(record, (byte) 0);
      }
      records.add(record);
    }
    return records;
  }

  private static int recordAt(List<byte[]> records, int place) {
    int end = 0;
    for (int i = 0; i < records.size(); i++) {
      end += records.get(i).length + 16;
      if (place < end) {
        return i;
      }
    }
    throw new AssertionError("place " + place);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("f"), bytes);
  }

  private static TfRecordReader open(Path file, long start, long end, ReaderOptions options)
      throws IOException {
    return TfRecordReader.openRange(FileChannel.open(file), "f", start, end, options);
  }

  private static List<byte[]> range(Path file, long start, long end, ReaderOptions options)
      throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (TfRecordReader reader = open(file, start, end, options)) {
      while (reader.next()) {
        records.add(reader.record());
      }
    }
    return records;
  }

  private static long count(Path file, long start, long end, ReaderOptions options)
      throws IOException {
    long records = 0;
    try (TfRecordReader reader = open(file, start, end, options)) {
      while (reader.next()) {
        records++;
      }
    }
    return records;
  }
}
