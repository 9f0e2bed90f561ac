package io.millrace.records.spark.schema;

import static io.millrace.records.WireBytes.entry;
import static io.millrace.records.WireBytes.field;
import static io.millrace.records.WireBytes.longs;
import static io.millrace.records.WireBytes.message;
import static io.millrace.records.WireBytes.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.records.Compression;
import io.millrace.records.CorruptRecordException;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.MalformedExampleException;
import io.millrace.records.TfRecordWriter;
import io.millrace.records.spark.SparkTests;
import io.millrace.records.spark.files.FileSlice;
import io.millrace.records.spark.files.HadoopSettings;
import io.millrace.records.spark.options.ReadOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaInferenceTest {
  private final SparkSession spark = SparkTests.session();
  private final ExampleBuilder builder = new ExampleBuilder();
  @TempDir Path folder;

  private FileSlice file(String name, Compression compression, byte[]... records)
      throws IOException {
    Path path = folder.resolve(name);
    try (TfRecordWriter writer = TfRecordWriter.create(Files.newOutputStream(path), compression)) {
      for (byte[] record : records) {
        writer.write(record);
      }
    }
    return FileSlice.whole(path.toUri().toString(), Files.size(path));
  }

  private FileSlice file(String name, byte[]... records) throws IOException {
    return file(name, Compression.NONE, records);
  }

  private StructType infer(Map<String, String> options, List<FileSlice[]> groups) {
    return infer(options, groups, 1, SchemaInference.ALL_RECORDS);
  }

  private StructType infer(
      Map<String, String> options, List<FileSlice[]> groups, double ratio, long maxRecords) {
    ReadOptions read = ReadOptions.of(new CaseInsensitiveStringMap(options), spark.conf());
    return SchemaInference.infer(spark, groups, read, ratio, maxRecords, HadoopSettings.of(spark));
  }

  private static List<FileSlice[]> oneGroupEach(FileSlice... slices) {
    return Arrays.stream(slices).map(slice -> new FileSlice[] {slice}).toList();
  }

  private byte[] record(String name, long... values) {
    return builder.reset().putLongs(name, values).toByteArray();
  }

  @Test
  void eachRuleGivesItsTypeAcrossFilesAndColumnsAreSortedByUtf8() throws IOException {
    byte[] image = {-1, -2};
    byte[] text = "\u00e4\u20ac".getBytes(StandardCharsets.UTF_8);
    byte[] one =
        builder
            .reset()
            .putLongs("z", 1)
            .putLongs("fixed", 1, 2)
            .putLongs("grows", 1)
            .putFloats("shrinks", 1)
            .putFloats("f", 2)
            .putBytes("text", text)
            .putBytes("mixed", text)
            .putBytesList("words", List.of(text, text))
            .putNone("never")
            .putNone("sometimes")
            .putFloats("empty")
            .putLongs("\ud83d\ude00", 1)
            .putLongs("\uf8ff", 1)
            .toByteArray();
    byte[] two =
        builder
            .reset()
            .putLongs("fixed", 3, 4)
            .putLongs("grows", 1, 2)
            .putFloats("shrinks")
            .putBytes("mixed", image)
            .putLongs("sometimes", 5)
            .putLongs("late", 1)
            .toByteArray();

    StructType schema =
        infer(
            Map.of(),
            oneGroupEach(file("a", one), file("b.gz", Compression.GZIP, two), file("empty")));

    assertThat(schema.toDDL())
        .isEqualTo(
            "empty ARRAY<FLOAT>,f FLOAT,fixed ARRAY<BIGINT>,grows ARRAY<BIGINT>,late BIGINT,"
                + "mixed BINARY,never STRING,shrinks ARRAY<FLOAT>,sometimes BIGINT,text STRING,"
                + "words ARRAY<STRING>,z BIGINT,`\uf8ff` BIGINT,`\ud83d\ude00` BIGINT");
    assertThat(schema.fields()).allMatch(column -> column.nullable());
  }

  @Test
  void featureListsAreArraysOfArrays() throws IOException {
    byte[] bytes =
        message(
            field(1, entry("id", longs(7))),
            field(
                2,
                entry("words", field(1, texts("a", "b")), field(1, texts())),
                entry("none", field(1)),
                entry("steps")));

    assertThat(
            infer(Map.of("recordType", "SequenceExample"), oneGroupEach(file("a", bytes))).toDDL())
        .isEqualTo(
            "id BIGINT,none ARRAY<ARRAY<STRING>>,steps ARRAY<ARRAY<STRING>>,"
                + "words ARRAY<ARRAY<STRING>>");
    assertThatThrownBy(() -> infer(Map.of(), oneGroupEach(file("b", bytes))))
        .rootCause()
        .isInstanceOf(MalformedExampleException.class)
        .hasMessageContaining(
            "found the feature list 'words' (expected: none in a tf.Example: set"
                + " recordType=SequenceExample)");
  }

  @Test
  void aNameInBothPartsIsRefused() throws IOException {
    byte[] bytes =
        message(field(1, entry("id", longs(7))), field(2, entry("id", field(1, longs(1)))));

    assertThatThrownBy(
            () -> infer(Map.of("recordType", "SequenceExample"), oneGroupEach(file("a", bytes))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "feature 'id': found in the context and in the feature lists (expected: one of them);"
                + " give a schema with the one that is meant");
  }

  @Test
  void twoKindsOfAFeatureAreToldWithTheirFirstPlaces() throws IOException {
    FileSlice a = file("a", record("x", 1), record("label", 1));
    FileSlice b =
        file("b", record("label", 1), builder.reset().putBytes("label", new byte[1]).toByteArray());

    assertThatThrownBy(() -> infer(Map.of(), List.<FileSlice[]>of(new FileSlice[] {b, a})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "feature 'label': found integers (first in %s, byte 30), byte strings (first in %s,"
                    .formatted(a.path(), b.path())
                + " byte 34) (expected: one kind); give a schema, and the mode DROPMALFORMED or"
                + " PERMISSIVE for the records that do not fit it");
  }

  @Test
  void noRecordsGiveNoColumns() throws IOException {
    assertThat(infer(Map.of(), List.of()).size()).isZero();
    assertThat(infer(Map.of(), oneGroupEach(file("a"), file("b", new byte[0]))).size()).isZero();
  }

  @Test
  void byteArraysNeedNoRecords() {
    assertThat(infer(Map.of("recordType", "ByteArray"), List.of()).toDDL())
        .isEqualTo("byteArray BINARY");
  }

  enum Damage {
    NO_EXAMPLE,
    WRONG_CHECKSUM
  }

  @ParameterizedTest
  @EnumSource
  void malformedRecordsFailTheJobOrCountForNothing(Damage damage) throws IOException {
    byte[] noExample = {1 << 3 | 2, 99};
    byte[] middle = damage == Damage.NO_EXAMPLE ? noExample : record("bad", 1);
    FileSlice slice = file("a", record("x", 1), middle, record("y", 1));
    if (damage == Damage.WRONG_CHECKSUM) {
      Path path = folder.resolve("a");
      byte[] bytes = Files.readAllBytes(path);
      int second = 16 + record("x", 1).length;
      bytes[second + 12 + middle.length] ^= 1;
      Files.write(path, bytes);
    }

    assertThatThrownBy(() -> infer(Map.of(), oneGroupEach(slice)))
        .rootCause()
        .satisfies(
            cause ->
                assertThat(cause)
                    .isInstanceOfAny(
                        CorruptRecordException.class, MalformedExampleException.class));
    assertThatThrownBy(() -> infer(Map.of(), oneGroupEach(slice)))
        .hasMessageContaining(slice.path() + ": record 1 at byte 30: found ");
    for (String mode : List.of("DROPMALFORMED", "PERMISSIVE")) {
      assertThat(infer(Map.of("mode", mode), oneGroupEach(slice)).toDDL())
          .isEqualTo("x BIGINT,y BIGINT");
    }
  }

  @Test
  void theSchemaDoesNotDependOnHowRecordsAreDivided() throws IOException {
    Random random = new Random(5);
    List<FileSlice> slices = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      byte[][] records = new byte[random.nextInt(20)][];
      for (int j = 0; j < records.length; j++) {
        records[j] =
            builder
                .reset()
                .putLongs("n" + random.nextInt(20), new long[random.nextInt(3)])
                .putFloats("f" + random.nextInt(20), new float[random.nextInt(3)])
                .toByteArray();
      }
      slices.add(file("part-" + i, records));
    }
    String whole = infer(Map.of(), List.<FileSlice[]>of(slices.toArray(FileSlice[]::new))).toDDL();
    Collections.shuffle(slices, random);
    List<FileSlice[]> halves = new ArrayList<>();
    for (FileSlice slice : slices) {
      long middle = slice.fileLength() / 2;
      for (long start : new long[] {middle, 0}) {
        long end = start == 0 ? middle : slice.fileLength();
        halves.add(
            new FileSlice[] {
              new FileSlice(
                  slice.path(), start, end, slice.fileLength(), new Object[0], new String[0])
            });
      }
    }

    assertThat(infer(Map.of(), halves).toDDL()).isEqualTo(whole);
  }

  @Test
  void aSampleIsTheSameEachTimeAndLeavesRecordsOut() throws IOException {
    byte[][] records = new byte[2000][];
    for (int i = 0; i < records.length; i++) {
      records[i] = record("n" + i, 1);
    }
    List<FileSlice[]> groups = oneGroupEach(file("a", records));

    StructType sample = infer(Map.of(), groups, 0.1, SchemaInference.ALL_RECORDS);

    // Binomial(2000, 0.1) is within 5 standard deviations of 13.4 of its mean but for 1 in 10^6.
    assertThat(sample.size()).isBetween(133, 267);
    assertThat(infer(Map.of(), groups, 0.1, SchemaInference.ALL_RECORDS)).isEqualTo(sample);
  }

  @Test
  void maxRecordsIsSpreadOverGroupsAndTheirSlices() throws IOException {
    List<FileSlice> slices = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      byte[][] records = new byte[10][];
      for (int j = 0; j < records.length; j++) {
        records[j] = record("f" + i + "-" + j, 1);
      }
      slices.add(file("part-" + i, records));
    }
    List<FileSlice[]> groups =
        List.of(
            new FileSlice[] {slices.get(0), slices.get(1)},
            new FileSlice[] {slices.get(2), slices.get(3)});

    assertThat(infer(Map.of(), groups, 1, 4).fieldNames())
        .containsExactly("f0-0", "f1-0", "f2-0", "f3-0");
    assertThat(infer(Map.of(), groups, 1, 1).fieldNames()).containsExactly("f0-0");
    assertThat(infer(Map.of(), groups, 1, 1000).size()).isEqualTo(40);
  }

  @Test
  void wrongBoundsAreRefused() {
    assertThatThrownBy(() -> infer(Map.of(), List.of(), 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("samplingRatio: found 0.0 (expected: over 0 and up to 1)");
    assertThatThrownBy(() -> infer(Map.of(), List.of(), 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxRecords: found 0 (expected: >= 1)");
  }

  private ParsingSpec parsing(String recordType, FileSlice... slices) {
    ReadOptions read =
        ReadOptions.of(
            new CaseInsensitiveStringMap(Map.of("recordType", recordType)), spark.conf());
    return SchemaInference.parsingSpec(
        spark,
        oneGroupEach(slices),
        read,
        1,
        SchemaInference.ALL_RECORDS,
        spark.sparkContext().hadoopConfiguration());
  }

  private static FeatureSpec fixed(String dtype, Integer... shape) {
    return new FeatureSpec(FeatureSpec.Kind.FIXED_LEN, dtype, List.of(shape), false);
  }

  private static FeatureSpec steps(String dtype, boolean allowMissing, Integer... shape) {
    return new FeatureSpec(
        FeatureSpec.Kind.FIXED_LEN_SEQUENCE, dtype, List.of(shape), allowMissing);
  }

  private static FeatureSpec varLen(String dtype) {
    return new FeatureSpec(FeatureSpec.Kind.VAR_LEN, dtype, List.of(), false);
  }

  @Test
  void onlyWhatEveryRecordHasInTheSameNumberIsFixedForTensorFlow() throws IOException {
    byte[] one =
        builder
            .reset()
            .putLongs("id", 1)
            .putFloats("vector", 1, 2)
            .putBytes("name", new byte[] {-1})
            .putLongs("sometimes", 1)
            .putLongs("ragged", 1)
            .putLongs("none", 3)
            .putLongs("empty")
            .putNone("never")
            .toByteArray();
    byte[] other =
        builder
            .reset()
            .putLongs("id", 2)
            .putFloats("vector", 3, 4)
            .putBytes("name", new byte[] {'a'})
            .putLongs("ragged", 1, 2)
            .putNone("none")
            .putLongs("empty")
            .toByteArray();

    ParsingSpec spec = parsing("Example", file("a", one), file("b", other), file("c"));

    assertThat(spec.lists()).isEmpty();
    assertThat(spec.features())
        .containsExactly(
            Map.entry("empty", varLen("int64")),
            Map.entry("id", fixed("int64")),
            Map.entry("name", fixed("string")),
            Map.entry("never", varLen("string")),
            Map.entry("none", varLen("int64")),
            Map.entry("ragged", varLen("int64")),
            Map.entry("sometimes", varLen("int64")),
            Map.entry("vector", fixed("float32", 2)));
    assertThat(parsing("Example", file("d")).features()).isEmpty();
    assertThatThrownBy(() -> parsing("ByteArray", file("e")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found ByteArray (expected: Example or SequenceExample");
  }

  @Test
  void stepsOfAFeatureListAreFixedWhereEachHasTheSameNumberOfValues() throws IOException {
    byte[] one =
        message(
            field(1, entry("id", longs(5))),
            field(
                2,
                entry("pairs", field(1, longs(1, 2)), field(1, longs(3, 4))),
                entry("ragged", field(1, longs(1)), field(1, longs())),
                entry("single", field(1, texts("a"))),
                entry("unset", field(1, longs(1)), field(1)),
                entry("maybe", field(1, longs(1)))));
    byte[] other =
        message(
            field(1, entry("id", longs(6))),
            field(
                2,
                entry("pairs", field(1, longs(5, 6))),
                entry("ragged"),
                entry("single"),
                entry("unset")));

    ParsingSpec spec = parsing("SequenceExample", file("a", one), file("b", other));

    assertThat(spec.features()).containsExactly(Map.entry("id", fixed("int64")));
    assertThat(spec.lists())
        .containsExactly(
            Map.entry("maybe", steps("int64", true)),
            Map.entry("pairs", steps("int64", false, 2)),
            Map.entry("ragged", varLen("int64")),
            Map.entry("single", steps("string", true)),
            Map.entry("unset", varLen("int64")));
  }

  @Test
  void inferenceIsHeldToTheBoundOnDroppedRecords() throws IOException {
    FileSlice file = file("a", new byte[] {1}, record("id", 1), new byte[] {1, 2});
    Map<String, String> two = Map.of("mode", "DROPMALFORMED", "maxDroppedRecords", "2");
    Map<String, String> one = Map.of("mode", "DROPMALFORMED", "maxDroppedRecords", "1");

    assertThat(infer(two, oneGroupEach(file)).toDDL()).isEqualTo("id BIGINT");
    assertThatThrownBy(() -> infer(one, oneGroupEach(file)))
        .hasMessageContaining("found 2 damaged or malformed records in one task")
        .hasMessageContaining("the first: " + file.path() + ": record at byte 0: found ");
  }
}
