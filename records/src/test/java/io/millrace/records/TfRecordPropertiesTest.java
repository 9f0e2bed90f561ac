package io.millrace.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TfRecordPropertiesTest {
  @Provide
  Arbitrary<List<byte[]>> records() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(300).list().ofMinSize(1).ofMaxSize(12);
  }

  @Property(tries = 200)
  void whatIsWrittenIsRead(@ForAll("records") List<byte[]> records, @ForAll Compression compression)
      throws IOException {
    assertSame(TfRecordFiles.readAll(TfRecordFiles.write(compression, records)), records);
  }

  @Property(tries = 500)
  void everyTruncationIsReportedUnlessItEndsBehindARecordOfAPlainFile(
      @ForAll("records") List<byte[]> records,
      @ForAll Compression compression,
      @ForAll int anyLength)
      throws IOException {
    byte[] file = TfRecordFiles.write(compression, records);
    int length = 1 + Math.floorMod(anyLength, file.length - 1);

    List<byte[]> read;
    try {
      read = TfRecordFiles.readAll(Arrays.copyOf(file, length));
    } catch (CorruptRecordException e) {
      return;
    }

    assertThat(compression).isEqualTo(Compression.NONE);
    List<byte[]> whole = records.subList(0, read.size());
    assertSame(read, whole);
    assertThat(length).isEqualTo(whole.stream().mapToInt(r -> r.length + 16).sum());
  }

  @Property(tries = 1000)
  void everyFlippedBitIsReportedOrHarmless(
      @ForAll("records") List<byte[]> records, @ForAll Compression compression, @ForAll int anyBit)
      throws IOException {
    byte[] file = TfRecordFiles.write(compression, records);
    int bit = Math.floorMod(anyBit, 8 * file.length);
    file[bit / 8] ^= (byte) (1 << bit % 8);

    List<byte[]> read;
    try {
      read = TfRecordFiles.readAll(file);
    } catch (CorruptRecordException e) {
      return;
    }

    // Only fields of the packing that say nothing about the data, such as gzip's time.
    assertThat(compression).isNotEqualTo(Compression.NONE);
    assertSame(read, records);
  }

  private static void assertSame(List<byte[]> found, List<byte[]> expected) {
    assertThat(found.toArray(byte[][]::new)).isDeepEqualTo(expected.toArray(byte[][]::new));
  }
}
