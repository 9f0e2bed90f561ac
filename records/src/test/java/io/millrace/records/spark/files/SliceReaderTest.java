package io.millrace.records.spark.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.records.Compression;
import io.millrace.records.CorruptRecordException;
import io.millrace.records.TfRecordWriter;
import io.millrace.records.spark.options.ReadMode;
import io.millrace.records.spark.options.ReadOptions;
import io.millrace.records.spark.options.RecordType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SliceReaderTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final List<String> RECORDS = List.of("alpha", "", "gamma");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "gzip",
        "zlib",
        "zstd",
        "snappy",
        "lz4",
        "bzip2",
        "org.apache.hadoop.io.compress.GzipCodec",
        "org.apache.hadoop.io.compress.SnappyCodec"
      })
  void everyCodecIsReadAsItIsWritten(String codec) throws IOException {
    Path file = write(codec, "data" + Codec.named(codec, HADOOP).extension());

    assertThat(read(FileSlice.whole(file.toUri().toString(), Files.size(file)), options("")))
        .isEqualTo(RECORDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "zlib", "zstd"})
  void theFirstBytesTellMoreThanTheName(String codec) throws IOException {
    Path file = write(codec, "data.snappy");

    assertThat(read(FileSlice.whole(file.toUri().toString(), Files.size(file)), options("")))
        .isEqualTo(RECORDS);
  }

  @Test
  void theFirstSliceOfAPackedFileHasAllOfIt() throws IOException {
    Path file = write("gzip", "data");
    long size = Files.size(file);
    String path = file.toUri().toString();
    FileSlice first = new FileSlice(path, 0, size / 2, size, new Object[0], new String[0]);
    FileSlice second = new FileSlice(path, size / 2, size, size, new Object[0], new String[0]);

    assertThat(read(first, options(""))).isEqualTo(RECORDS);
    assertThat(read(second, options(""))).isEmpty();
  }

  @Test
  void anUnknownCodecIsRefusedWithThoseThereAre() {
    assertThatThrownBy(() -> Codec.named("brotli", HADOOP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "option 'codec': found 'brotli' (expected: none, gzip, zlib, snappy, lz4, bzip2, zstd,"
                + " or the class of a Hadoop codec)");
  }

  @Test
  void aTruncatedPackedFileIsAnErrorUnlessCorruptFilesAreIgnored() throws IOException {
    Path file = write("gzip", "data.gz");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 9));
    FileSlice slice = FileSlice.whole(file.toUri().toString(), whole.length - 9);

    assertThatThrownBy(() -> read(slice, options("drop")))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining(slice.path())
        .hasMessageContaining("gzip data without an end");
    assertThat(read(slice, options("ignore"))).isSubsetOf(RECORDS);
  }

  @Test
  void theCodecOptionCountsOnlyWhereTheFirstBytesTellNothing() throws IOException {
    Path plain = write("none", "plain");
    Path snappy = write("snappy", "packed");
    ReadOptions gzip = withCodec("gzip");

    assertThat(read(FileSlice.whole(plain.toUri().toString(), Files.size(plain)), gzip))
        .isEqualTo(RECORDS);
    assertThat(
            read(
                FileSlice.whole(snappy.toUri().toString(), Files.size(snappy)),
                withCodec("snappy")))
        .isEqualTo(RECORDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "snappy", "lz4", "bzip2"})
  void damageInAForeignCodecNamesFileAndRecord(String codec) throws IOException {
    Path file = write(codec, "data" + Codec.named(codec, HADOOP).extension());
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 12; i < bytes.length; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(file, bytes);
    FileSlice slice = FileSlice.whole(file.toUri().toString(), bytes.length);

    assertThatThrownBy(() -> read(slice, options("")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(slice.path());
    assertThat(read(slice, options("ignore"))).isSubsetOf(RECORDS);
  }

  @Test
  void anAmbiguousBorderIsNoCorruptFile() throws IOException {
    Path inner = write("none", "inner");
    Path file = folder.resolve("outer");
    try (TfRecordWriter writer =
        TfRecordWriter.create(Files.newOutputStream(file), Compression.NONE)) {
      writer.write(Files.readAllBytes(inner));
    }
    long size = Files.size(file);
    FileSlice slice =
        new FileSlice(file.toUri().toString(), 0, 13, size, new Object[0], new String[0]);

    assertThatThrownBy(() -> read(slice, options("ignore")))
        .isInstanceOf(CorruptRecordException.class)
        .hasMessageContaining("read the file without splitting it");
  }

  @Test
  void aFileThatWasWrittenAgainIsToldApart() throws IOException {
    Path file = write("none", "data");
    FileSlice slice = FileSlice.whole(file.toUri().toString(), Files.size(file) - 1);

    assertThatThrownBy(() -> read(slice, options("ignore")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(slice.path())
        .hasMessageContaining("it was written again, read it anew");
  }

  @Test
  void aMissingFileIsToldUnlessMissingFilesAreIgnored() throws IOException {
    FileSlice slice = FileSlice.whole(folder.resolve("gone").toUri().toString(), 10);

    assertThatThrownBy(() -> read(slice, options("")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(slice.path() + ": the file is gone");
    assertThat(read(slice, options("ignore"))).isEmpty();
  }

  private Path write(String codec, String name) throws IOException {
    Codec packing = Codec.named(codec, HADOOP);
    Path file = folder.resolve(name);
    try (TfRecordWriter writer =
        TfRecordWriter.create(
            packing.pack(Files.newOutputStream(file), HADOOP), packing.compression())) {
      for (String record : RECORDS) {
        writer.write(record.getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  private static ReadOptions withCodec(String codec) {
    ReadOptions options = options("");
    return new ReadOptions(
        options.recordType(),
        options.mode(),
        options.corruptRecordColumn(),
        codec,
        options.checkCrc(),
        options.maxRecordBytes(),
        options.splittable(),
        options.allowLossyCasts(),
        options.ignoreCorruptFiles(),
        options.ignoreMissingFiles(),
        options.batchRows(),
        options.maxDroppedRecords());
  }

  private static ReadOptions options(String how) {
    return new ReadOptions(
        RecordType.EXAMPLE,
        how.equals("drop") ? ReadMode.DROPMALFORMED : ReadMode.FAILFAST,
        "_corrupt_record",
        "",
        true,
        1 << 20,
        true,
        false,
        how.equals("ignore"),
        how.equals("ignore"),
        10,
        ReadOptions.NO_BOUND);
  }

  private static List<String> read(FileSlice slice, ReadOptions options) throws IOException {
    List<String> records = new ArrayList<>();
    try (SliceReader reader = SliceReader.open(slice, options, HADOOP)) {
      while (reader.next()) {
        records.add(
            new String(reader.buffer(), reader.offset(), reader.length(), StandardCharsets.UTF_8));
      }
    }
    return records;
  }
}
