package io.millrace.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TfRecordTest {
  private static final List<byte[]> RECORDS =
      List.of("alpha".getBytes(StandardCharsets.UTF_8), new byte[0], incompressible(200_000));

  @ParameterizedTest
  @EnumSource
  void recordsComeBackWithTheirPlaces(Compression compression) throws IOException {
    try (TfRecordReader reader = open(TfRecordFiles.write(compression, RECORDS))) {
      assertThat(reader.compression()).isEqualTo(compression);
      long offset = 0;
      for (int i = 0; i < RECORDS.size(); i++) {
        assertThat(reader.next()).isTrue();
        assertThat(reader.record()).isEqualTo(RECORDS.get(i));
        assertThat(reader.length()).isEqualTo(RECORDS.get(i).length);
        assertThat(
                Arrays.copyOfRange(
                    reader.buffer(), reader.offset(), reader.offset() + reader.length()))
            .isEqualTo(RECORDS.get(i));
        assertThat(reader.index()).isEqualTo(i);
        assertThat(reader.byteOffset()).isEqualTo(offset);
        offset += RECORDS.get(i).length + 16;
      }
      assertThat(reader.next()).isFalse();
      assertThat(reader.next()).isFalse();
      assertThatThrownBy(reader::record).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void plainBytesAreThoseOfTheFormat() throws IOException {
    String length = "0300000000000000";
    byte[] file = TfRecordFiles.write(Compression.NONE, List.of(new byte[] {'a', 'b', 'c'}));

    assertThat(HexFormat.of().formatHex(file, 0, 8)).isEqualTo(length);
    assertThat(Framing.intAt(file, 8)).isEqualTo(mask(Arrays.copyOf(file, 8)));
    // The CRC-32C of "abc" is 0x364b3fb7 (RFC 3720's polynomial).
    assertThat(Framing.intAt(file, 15)).isEqualTo(Integer.rotateRight(0x364b3fb7, 15) + 0xa282ead8);
    assertThat(file).hasSize(19);
  }

  @ParameterizedTest
  @EnumSource
  void aFileWithoutRecordsIsEmpty(Compression compression) throws IOException {
    try (TfRecordReader reader = open(TfRecordFiles.write(compression, List.of()))) {
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void gzipBytesHoldNoTimeAndOpenElsewhere() throws IOException {
    byte[] file = TfRecordFiles.write(Compression.GZIP, RECORDS);

    assertThat(Arrays.copyOf(file, 10)).isEqualTo(new byte[] {31, -117, 8, 0, 0, 0, 0, 0, 0, -1});
    assertThat(new GZIPInputStream(new ByteArrayInputStream(file)).readAllBytes())
        .isEqualTo(TfRecordFiles.write(Compression.NONE, RECORDS));
    assertThat(TfRecordFiles.write(Compression.GZIP, RECORDS)).isEqualTo(file);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void framesAndChannelsGiveTheSameBytes(Compression compression) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TfRecordWriter writer =
        TfRecordWriter.create(
            Channels.newChannel(out), compression, TfRecordWriter.DEFAULT_LEVEL)) {
      RecordFrame frame = new RecordFrame();
      for (int i = 0; i < RECORDS.size(); i++) {
        byte[] record = RECORDS.get(i);
        if (i % 2 == 0) {
          writer.write(record);
        } else {
          byte[] framed =
              new byte[1 + RecordFrame.HEADER_BYTES + record.length + RecordFrame.FOOTER_BYTES];
          System.arraycopy(record, 0, framed, 1 + RecordFrame.HEADER_BYTES, record.length);
          frame.seal(framed, 1, record.length);
          writer.writeFrames(framed, 1, framed.length - 1, 1);
        }
      }
      assertThat(writer.records()).isEqualTo(RECORDS.size());
    }

    try (TfRecordReader reader =
        TfRecordReader.open(new ByteArrayInputStream(out.toByteArray()), "f")) {
      for (byte[] record : RECORDS) {
        assertThat(reader.next()).isTrue();
        assertThat(reader.record()).isEqualTo(record);
      }
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void aFrameOutsideItsArrayIsRefused() {
    assertThatThrownBy(() -> new RecordFrame().seal(new byte[20], 0, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new RecordFrame().seal(new byte[20], 0, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void concatenatedGzipMembersAreReadWhole() throws IOException {
    byte[] plain = TfRecordFiles.write(Compression.NONE, RECORDS);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    for (int from = 0; from < plain.length; from += 70_000) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(members)) {
        gzip.write(plain, from, Math.min(70_000, plain.length - from));
      }
    }

    // A stream of a file system may say "nothing available" anywhere, and give a byte at a time.
    try (TfRecordReader reader = TfRecordReader.open(reluctant(members.toByteArray()), "f")) {
      int count = 0;
      while (reader.next()) {
        assertThat(reader.record()).isEqualTo(RECORDS.get(count++));
      }
      assertThat(count).isEqualTo(RECORDS.size());
    }
  }

  @Test
  void aDamagedSecondGzipMemberIsNotTakenForTheEnd() throws IOException {
    byte[] first = TfRecordFiles.write(Compression.GZIP, RECORDS);
    byte[] both = Arrays.copyOf(first, 2 * first.length);
    System.arraycopy(first, 0, both, first.length, first.length);
    both[first.length] ^= 1;

    assertThatThrownBy(() -> TfRecordFiles.readAll(both))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("f: record 3 at byte 200,053")
        .hasMessageContaining("bytes behind the end of the gzip data");
  }

  @Test
  void gzipHeaderFieldsAreSkipped() throws IOException {
    byte[] plain = TfRecordFiles.write(Compression.GZIP, RECORDS);
    ByteArrayOutputStream named = new ByteArrayOutputStream();
    named.write(new byte[] {31, -117, 8, 4 | 8 | 16, 1, 2, 3, 4, 0, 3});
    named.write(new byte[] {3, 0, 'e', 'x', 't', 'n', 0, 'c', 'o', 0});
    named.write(plain, 10, plain.length - 10);

    assertThat(TfRecordFiles.readAll(named.toByteArray())).hasSameSizeAs(RECORDS);
  }

  @Test
  void aPlainFileThatStartsLikeGzipIsPlain() throws IOException {
    byte[] record = new byte[0x088b1f];
    byte[] file = TfRecordFiles.write(Compression.NONE, List.of(record));

    assertThat(Arrays.copyOf(file, 3)).isEqualTo(new byte[] {0x1f, (byte) 0x8b, 8});
    assertThat(TfRecordFiles.readAll(file)).containsExactly(record);
  }

  @Test
  void aTruncatedHeaderIsReportedWithItsPlace() throws IOException {
    byte[] file = TfRecordFiles.write(Compression.NONE, RECORDS);

    assertThatThrownBy(() -> TfRecordFiles.readAll(Arrays.copyOf(file, 21 + 5)))
        .isInstanceOfSatisfying(
            CorruptRecordException.class,
            e -> {
              assertThat(e.file()).isEqualTo("f");
              assertThat(e.recordIndex()).isEqualTo(1);
              assertThat(e.byteOffset()).isEqualTo(21);
              assertThat(e.found()).isEqualTo("5 bytes of a record's header");
              assertThat(e.expected()).isEqualTo("12 bytes");
            })
        .hasMessage(
            "f: record 1 at byte 21: found 5 bytes of a record's header (expected: 12 bytes);"
                + " the file is truncated, fetch or write it again");
  }

  @Test
  void aTruncatedPayloadIsReportedWithItsPlace() throws IOException {
    byte[] file = TfRecordFiles.write(Compression.NONE, RECORDS);

    assertThatThrownBy(() -> TfRecordFiles.readAll(Arrays.copyOf(file, file.length - 6)))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("record 2 at byte 37")
        .hasMessageContaining("found 199,998 bytes")
        .hasMessageContaining("expected: 200,004")
        .hasMessageContaining("truncated");
  }

  @Test
  void aTruncatedGzipFileIsReportedEvenBetweenRecords() throws IOException {
    byte[] file = TfRecordFiles.write(Compression.GZIP, RECORDS);

    assertThatThrownBy(() -> TfRecordFiles.readAll(Arrays.copyOf(file, file.length - 8)))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("record 3 at byte 200,053")
        .hasMessageContaining("gzip data without an end")
        .hasMessageContaining("truncated");
  }

  @Test
  void aDamagedLengthIsReportedAndStaysReported() throws IOException {
    byte[] file = TfRecordFiles.write(Compression.NONE, RECORDS);
    file[3] ^= 64;

    try (TfRecordReader reader = open(file)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(reader::next)
            .isInstanceOf(CorruptRecordException.class)
            .hasMessageContaining("record 0 at byte 0: found length CRC 0x")
            .hasMessageContaining("damaged");
      }
    }
  }

  @Test
  void aDamagedPayloadIsReported() throws IOException {
    byte[] file = TfRecordFiles.write(Compression.NONE, RECORDS);
    file[13] ^= 1;

    assertThatThrownBy(() -> TfRecordFiles.readAll(file))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("record 0 at byte 0: found payload CRC 0x")
        .hasMessageContaining("that of its 5 bytes");
  }

  @Test
  void aFileOfSomethingElseIsReported() {
    byte[] text = "This is a text, not a file of records.".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> TfRecordFiles.readAll(text))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("is it a TFRecord file?");
  }

  @Test
  void aRecordBeyondTheBoundIsReportedWithoutReadingIt() throws IOException {
    byte[] file = TfRecordFiles.write(Compression.NONE, RECORDS);

    try (TfRecordReader reader =
        TfRecordReader.open(new ByteArrayInputStream(file), "f", 199_999)) {
      assertThat(reader.next()).isTrue();
      assertThat(reader.next()).isTrue();
      assertThatThrownBy(reader::next)
          .isInstanceOf(CorruptRecordException.class)
          .hasMessageContaining("a record of 200000 bytes (expected: at most 199,999)");
    }
  }

  @Test
  void aWrongLengthWithARightChecksumDoesNotAllocate() throws IOException {
    for (long length : new long[] {TfRecordReader.DEFAULT_MAX_RECORD_BYTES, -1L, 1L << 40}) {
      byte[] file = new byte[20];
      Framing.putLong(file, 0, length);
      Framing.putInt(file, 8, mask(Arrays.copyOf(file, 8)));

      try (TfRecordReader reader = open(file)) {
        assertThatThrownBy(reader::next).isInstanceOf(CorruptRecordException.class);
        assertThat(reader.capacity()).isLessThan(1 << 20);
      }
    }
  }

  @Test
  void errorsOfTheStorageStayWhatTheyAre() throws IOException {
    IOException lost = new IOException("connection lost");
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw lost;
          }
        };
    byte[] start = Arrays.copyOf(TfRecordFiles.write(Compression.GZIP, RECORDS), 5_000);
    InputStream file = new SequenceInputStream(new ByteArrayInputStream(start), broken);

    assertThatThrownBy(
            () -> {
              try (TfRecordReader reader = TfRecordReader.open(file, "f")) {
                while (reader.next()) {
                  assertThat(reader.index()).isLessThan(RECORDS.size());
                }
              }
            })
        .isSameAs(lost);
  }

  @Test
  void aWriterThatFailedClosesWithoutCompletingTheFile() throws IOException {
    IOException full = new IOException("No space left on device");
    boolean[] closed = new boolean[1];
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    OutputStream disk =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            if (content.size() == 50_000) {
              throw full;
            }
            content.write(b);
          }

          @Override
          public void close() {
            closed[0] = true;
          }
        };
    TfRecordWriter writer = TfRecordWriter.create(disk, Compression.GZIP);

    assertThatThrownBy(() -> writer.write(RECORDS.get(2))).isSameAs(full);
    writer.close();

    assertThat(closed[0]).isTrue();
    assertThat(content.size()).isEqualTo(50_000);
    assertThatThrownBy(() -> writer.write(new byte[1])).hasMessage("the writer is closed");
  }

  @Test
  void levelsAreChecked() {
    assertThatThrownBy(
            () -> TfRecordWriter.create(OutputStream.nullOutputStream(), Compression.GZIP, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("level: 10 (expected: -1 to 9)");
  }

  private static TfRecordReader open(byte[] file) throws IOException {
    return TfRecordReader.open(new ByteArrayInputStream(file), "f");
  }

  private static InputStream reluctant(byte[] bytes) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] target, int offset, int length) {
        return super.read(target, offset, Math.min(1, length));
      }

      @Override
      public synchronized int available() {
        return 0;
      }
    };
  }

  private static int mask(byte[] bytes) {
    return Framing.maskedCrc(new CRC32C(), bytes, 0, bytes.length);
  }

  private static byte[] incompressible(int length) {
    byte[] bytes = new byte[length];
    new Random(3).nextBytes(bytes);
    return bytes;
  }
}
