package io.millrace.records.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.records.Compression;
import io.millrace.records.CorruptRecordException;
import io.millrace.records.ReaderOptions;
import io.millrace.records.ReaderOptions.Damage;
import io.millrace.records.TfRecordReader;
import io.millrace.records.TfRecordWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Any bytes, and intact files with some bytes changed: reading ends, with the records that are
 * there or with the one documented error.
 */
class FramingFuzzTest {
  private static final ReaderOptions SMALL = ReaderOptions.DEFAULT.withMaxRecordBytes(1 << 20);

  @FuzzTest(maxDuration = "20s")
  void framing(FuzzedDataProvider data) throws IOException {
    boolean damaged = data.consumeBoolean();
    Compression compression = data.pickValue(Compression.values());
    byte[] bytes = damaged ? damage(data, compression) : data.consumeRemainingAsBytes();
    int strict = -1;
    try {
      strict = read(bytes, SMALL).size();
    } catch (CorruptRecordException e) {
      assertThat(e.byteOffset()).isNotNegative();
    }
    try {
      List<byte[]> kept = read(bytes, SMALL.withOnDamage(Damage.SKIP));
      if (strict >= 0) {
        assertThat(kept).hasSize(strict);
      }
      int shown = read(bytes, SMALL.withOnDamage(Damage.SHOW)).size();
      assertThat(shown).isGreaterThanOrEqualTo(kept.size());
    } catch (CorruptRecordException e) {
      assertThat(strict).as("read strictly, refused otherwise: %s", e.getMessage()).isNegative();
    }
  }

  /** An intact file with a few bytes changed, or cut. */
  private static byte[] damage(FuzzedDataProvider data, Compression compression)
      throws IOException {
    Random random = new Random(data.consumeLong());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TfRecordWriter writer = TfRecordWriter.create(out, compression)) {
      int records = data.consumeInt(0, 8);
      for (int i = 0; i < records; i++) {
        byte[] record = new byte[random.nextInt(60)];
        random.nextBytes(record);
        writer.write(record);
      }
    }
    byte[] bytes = out.toByteArray();
    if (bytes.length > 0) {
      int changes = data.consumeInt(0, 4);
      for (int i = 0; i < changes; i++) {
        bytes[data.consumeInt(0, bytes.length - 1)] = data.consumeByte();
      }
      bytes = Arrays.copyOf(bytes, data.consumeInt(0, bytes.length));
    }
    return bytes;
  }

  private static List<byte[]> read(byte[] bytes, ReaderOptions options) throws IOException {
    List<byte[]> records = new ArrayList<>();
    try (TfRecordReader reader =
        TfRecordReader.open(new ByteArrayInputStream(bytes), "f", options)) {
      while (reader.next()) {
        records.add(reader.record());
      }
    }
    return records;
  }
}
