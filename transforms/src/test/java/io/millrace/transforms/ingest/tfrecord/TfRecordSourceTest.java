package io.millrace.transforms.ingest.tfrecord;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.artifacts.MillraceException;
import io.millrace.records.Compression;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.SequenceExampleBuilder;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.ingest.format.TfRecordFormat;
import io.millrace.transforms.ingest.format.TfRecordFormat.RecordType;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SourceReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

class TfRecordSourceTest {
  @TempDir Path folder;

  private static TfRecordSource source(RecordType type) {
    return new TfRecordSource(new TfRecordFormat(type, true));
  }

  private static final TfRecordSource EXAMPLES = source(RecordType.EXAMPLE);

  private Path write(String name, Compression compression, List<byte[]> records)
      throws IOException {
    Path file = folder.resolve(name);
    try (TfRecordWriter writer = TfRecordWriter.create(Files.newOutputStream(file), compression)) {
      for (byte[] record : records) {
        writer.write(record);
      }
    }
    return file;
  }

  private static List<byte[]> examples(int count) {
    List<byte[]> examples = new ArrayList<>();
    Random random = new Random(7);
    for (int i = 0; i < count; i++) {
      examples.add(
          new ExampleBuilder()
              .putLongs("id", i)
              .putBytes("text", "schön".repeat(random.nextInt(50)).getBytes(UTF_8))
              .toByteArray());
    }
    return examples;
  }

  private static void assertSame(List<byte[]> found, List<byte[]> expected) {
    assertThat(found.toArray(byte[][]::new)).isDeepEqualTo(expected.toArray(byte[][]::new));
  }

  @Test
  void recordsOfAllFilesComeInOrderAndAsTheyAre() throws IOException {
    List<byte[]> records = examples(90);
    Path a = write("a", Compression.GZIP, records.subList(0, 30));
    Path b = write("b", Compression.NONE, records.subList(30, 60));
    Path c = write("c", Compression.ZLIB, records.subList(60, 90));

    SourceReading.Result result = SourceReading.read(EXAMPLES, a, b, c);

    assertSame(result.records(), records);
    assertThat(result.rejects()).isEmpty();
  }

  @Test
  void everyCuttingGivesTheSameRecords() throws IOException {
    List<byte[]> records = examples(40);
    Path plain = write("plain", Compression.NONE, records);
    Path packed = write("packed", Compression.GZIP, records);
    TfRecordSource whole = new TfRecordSource(new TfRecordFormat(RecordType.EXAMPLE, false));
    for (int slices : new int[] {1, 2, 3, 7, 50, 500}) {
      assertSame(
          SourceReading.read(SourceReading.prepare(EXAMPLES, plain), slices).records(), records);
      assertSame(
          SourceReading.read(SourceReading.prepare(EXAMPLES, packed), slices).records(), records);
      assertSame(
          SourceReading.read(SourceReading.prepare(whole, plain), slices).records(), records);
    }
  }

  @Test
  void packedFilesAreCounted() throws IOException {
    FileSlices packed =
        (FileSlices)
            SourceReading.prepare(
                EXAMPLES,
                write("a", Compression.GZIP, examples(12)),
                write("b", Compression.GZIP, List.of()));
    assertThat(packed.records()).hasValue(12);
    assertThat(packed.payload()).isEqualTo(Payload.EXAMPLE);
    assertThat(packed.units().get(0).get(1).positions()).isZero();
    FileSlices plain =
        (FileSlices) SourceReading.prepare(EXAMPLES, write("c", Compression.NONE, examples(12)));
    assertThat(plain.records()).isEmpty();
  }

  @Test
  void examplesOfOtherWritersAreEncodedAnew() throws IOException {
    Feature number = Feature.newBuilder().setInt64List(Int64List.newBuilder().addValue(-5)).build();
    Feature floats = Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(2)).build();
    Features first = Features.newBuilder().putFeature("z", number).build();
    Features second = Features.newBuilder().putFeature("a", floats).build();
    // Two messages, one behind the other, are one that is merged.
    byte[] merged =
        ByteString.copyFrom(
                List.of(
                    Example.newBuilder().setFeatures(first).build().toByteString(),
                    Example.newBuilder().setFeatures(second).build().toByteString()))
            .toByteArray();

    List<byte[]> records =
        SourceReading.read(EXAMPLES, write("a", Compression.NONE, List.of(merged, new byte[0])))
            .records();

    byte[] expected = new ExampleBuilder().putFloats("a", 2).putLongs("z", -5).toByteArray();
    assertSame(records, List.of(expected, new byte[0]));
  }

  @Test
  void sequencesAndBytesHaveTheirPayload() throws IOException {
    SequenceExampleBuilder builder = new SequenceExampleBuilder();
    builder.context().putLongs("id", 1);
    byte[] sequence =
        builder.putLongsSteps("s", List.of(new long[] {1}, new long[0])).toByteArray();
    Path file = write("a", Compression.NONE, List.of(sequence));
    FileSlices found =
        (FileSlices) SourceReading.prepare(source(RecordType.SEQUENCE_EXAMPLE), file);
    assertThat(found.payload()).isEqualTo(Payload.SEQUENCE_EXAMPLE);
    assertSame(SourceReading.read(found, 1).records(), List.of(sequence));

    List<byte[]> anything = List.of(new byte[] {1, 2, 3}, new byte[0], new byte[1_000_000]);
    FileSlices bytes =
        (FileSlices)
            SourceReading.prepare(source(RecordType.BYTES), write("b", Compression.NONE, anything));
    assertThat(bytes.payload()).isEqualTo(Payload.BYTES);
    assertSame(SourceReading.read(bytes, 3).records(), anything);
  }

  @Test
  void aRecordThatIsNoExampleIsRejectedAndTheNextIsRead() throws IOException {
    List<byte[]> records = new ArrayList<>(examples(3));
    records.set(1, "no example".getBytes(UTF_8));
    Path file = write("a", Compression.GZIP, records);

    SourceReading.Result result = SourceReading.read(EXAMPLES, file);

    assertSame(result.records(), List.of(records.get(0), records.get(2)));
    RejectedRecordException rejected = result.rejects().get(0);
    assertThat(rejected.reason()).isEqualTo("malformed_example");
    assertThat(rejected.describe())
        .startsWith(
            file
                + ": record at byte %d: found no tf.Example: at its byte 0 "
                    .formatted(records.get(0).length + 16))
        .endsWith("; set record_type, or write the file again");
    assertThat(rejected.content()).isEqualTo(records.get(1));
  }

  @Test
  void damageIsRejectedOnceHoweverTheFileIsCut() throws IOException {
    List<byte[]> records = examples(30);
    byte[] bytes = Files.readAllBytes(write("a", Compression.NONE, records));
    int third = 2 * 16 + records.get(0).length + records.get(1).length;
    bytes[third + 14] ^= 1;
    int tenth = records.subList(0, 9).stream().mapToInt(r -> r.length + 16).sum();
    bytes[tenth + 2] ^= 1;
    Path file = folder.resolve("damaged");
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
    List<byte[]> expected = new ArrayList<>(records);
    expected.remove(29);
    expected.remove(9);
    expected.remove(2);

    for (int slices : new int[] {1, 2, 5, 30, 300, 3000}) {
      SourceReading.Result result =
          SourceReading.read(SourceReading.prepare(EXAMPLES, file), slices);
      assertSame(result.records(), expected);
      assertThat(result.rejects())
          .extracting(RejectedRecordException::reason)
          .containsExactly("damaged_record", "damaged_record", "damaged_record");
      assertThat(result.rejects().get(0).describe())
          .startsWith(file + ": record 2 at byte " + third + ": found payload CRC 0x")
          .endsWith("; the file is damaged, fetch or write it again");
      assertThat(result.rejects().get(2).describe()).contains("the file is truncated");
    }
  }

  @Test
  void whatIsNoTfRecordFileFailsTheRun() throws IOException {
    Path text = Files.writeString(folder.resolve("README.md"), "These are the files of 2024.\n");
    assertThatThrownBy(() -> SourceReading.prepare(EXAMPLES, text))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            text
                + ": record 0 at byte 0: found no length with its checksum (expected: a TFRecord"
                + " file, plain, gzip or zlib); narrow the pattern of the input, or choose another"
                + " format");
    Path packed = write("a", Compression.GZIP, examples(50));
    byte[] bytes = Files.readAllBytes(packed);
    Files.write(packed, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> SourceReading.prepare(EXAMPLES, packed))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith(packed + ": record ")
        .hasMessageContaining("(expected: intact GZIP data)");
  }
}
