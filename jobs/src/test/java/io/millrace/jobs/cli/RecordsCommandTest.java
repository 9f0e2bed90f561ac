package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.records.Compression;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordReader;
import io.millrace.records.TfRecordWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millrace records} on real files, and on a real Spark where it uses one. */
class RecordsCommandTest extends CommandHarness {
  private final ExampleBuilder builder = new ExampleBuilder();
  @TempDir Path folder;

  private int records(String command, Object... more) {
    List<String> arguments = new ArrayList<>(List.of("records", command));
    Arrays.stream(more).map(Object::toString).forEach(arguments::add);
    if (!command.equals("head")) {
      arguments.addAll(List.of("--master", "local[2]"));
    }
    return millrace(arguments.toArray(String[]::new));
  }

  private Path write(String name, Compression compression, byte[]... records) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    try (TfRecordWriter writer = TfRecordWriter.create(Files.newOutputStream(file), compression)) {
      for (byte[] record : records) {
        writer.write(record);
      }
    }
    return file;
  }

  private byte[] example(long id) {
    return builder.reset().putLongs("id", id).putBytes("name", utf8("n" + id)).toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> contents(Path root) throws IOException {
    List<String> contents = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        try (TfRecordReader reader =
            TfRecordReader.open(Files.newInputStream(file), file.toString())) {
          while (reader.next()) {
            contents.add(HexFormat.of().formatHex(reader.record()));
          }
        }
      }
    }
    contents.sort(null);
    return contents;
  }

  @Test
  void countAddsUpFilesFoldersAndGlobs() throws IOException {
    write("data/a.tfrecord", Compression.NONE, example(1), example(2));
    write("data/deep/b.gz", Compression.GZIP, example(3));
    write("data/empty", Compression.NONE);
    write("data/_hidden", Compression.NONE, example(4));
    Path other = write("other-1", Compression.ZLIB, example(5));

    assertThat(records("count", folder.resolve("data"), folder.resolve("other-*")))
        .as(err)
        .isZero();
    assertThat(out).startsWith("4 records in 4 files, ").contains(other.toString());
    assertThat(err).contains("Starting Spark at local[2]", "records: counting: 4 records in ");

    assertThat(records("count", folder.resolve("data"), "--json", "--quiet")).as(err).isZero();
    assertThat(json().get("records").asLong()).isEqualTo(3);
    assertThat(json().get("files")).hasSize(3);
    assertThat(json().at("/files/0/records").asLong()).isEqualTo(2);
    assertThat(json().at("/files/0/path").asText()).endsWith("data/a.tfrecord");
    assertThat(json().get("exit_code").asInt()).isZero();
    assertThat(err).isEmpty();
  }

  @Test
  void nothingToReadAndWrongOptionsAreWrongUse() throws IOException {
    Path none = folder.resolve("none");
    assertThat(records("count", none)).isEqualTo(2);
    assertThat(err)
        .isEqualTo(
            "found no file or folder at %s (expected: the path of TFRecord files, of a folder of"
                    .formatted(none)
                + " them, or a glob)"
                + System.lineSeparator());
    Files.createDirectory(folder.resolve("void"));
    assertThat(records("verify", folder.resolve("void"))).isEqualTo(2);
    assertThat(err).contains("found no files below").doesNotContain("Starting Spark");

    Path file = write("a", Compression.NONE, example(1));
    assertThat(records("count", file, "--option", "mode=SOMETIMES")).isEqualTo(2);
    assertThat(err).contains("option 'mode': found 'SOMETIMES' (expected: FAILFAST, ");
    assertThat(records("head", file, "--record-type", "Exmaple")).isEqualTo(2);
    assertThat(err)
        .contains(
            "found 'Exmaple' (expected: Example, SequenceExample or ByteArray)",
            "Try: millrace records head --help");
    assertThat(records("cuont", file)).isEqualTo(2);
    assertThat(err).contains("unknown command 'cuont' (did you mean count?)");
    assertThat(millrace("records")).isEqualTo(2);
    assertThat(err).contains("Usage: millrace records", "verify");
  }

  @Test
  void damageStopsACountWithItsPlace() throws IOException {
    Path file = write("a", Compression.NONE, example(1), example(2));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));

    assertThat(records("count", file)).isEqualTo(1);
    assertThat(err)
        .contains(
            "/a: record 1 at byte " + bytes.length / 2 + ": found ",
            "the file is truncated, fetch or write it again");
    assertThat(records("count", file, "--json", "--option", "mode=DROPMALFORMED")).as(err).isZero();
    assertThat(json().get("records").asLong()).isEqualTo(1);
    assertThat(records("count", file, "--json", "--option", "mode=PERMISSIVE")).isEqualTo(1);
    assertThat(json().get("damaged_files").asInt()).isEqualTo(1);
    assertThat(json().at("/files/0/damage/0/found").asText()).isNotEmpty();
  }

  @Test
  void headShowsRecordsAsLinesOfJson() throws IOException {
    byte[] all =
        builder
            .reset()
            .putLongs("ids", 1, -2)
            .putFloats("f", 0.1f, Float.NaN)
            .putBytesList("b", List.of(utf8("\u00e4\""), new byte[] {-1, 0}))
            .putNone("none")
            .putLongs("empty")
            .toByteArray();
    Path first = write("a", Compression.NONE, all);
    Path second = write("b", Compression.GZIP, example(7), example(8));

    assertThat(records("head", first, second, "-n", 2)).as(err).isZero();
    assertThat(out.lines())
        .containsExactly(
            "{\"b\":[\"\u00e4\\\"\",{\"base64\":\"/wA=\"}],\"empty\":[],\"f\":[0.1,\"NaN\"],"
                + "\"ids\":[1,-2],\"none\":null}",
            "{\"id\":[7],\"name\":[\"n7\"]}");
    assertThat(err).isEmpty();
    assertThat(records("head", folder)).as(err).isZero();
    assertThat(out.lines()).hasSize(3);
    assertThat(records("head", folder, "-n", 0)).isZero();
    assertThat(out).isEmpty();
  }

  @Test
  void headShowsSequencesAndAnyBytes() throws IOException {
    // context {id: 7}, feature_lists {w: [["a"], []]}
    byte[] sequence =
        HexFormat.of()
            .parseHex(
                "0a0d0a0b0a02696412051a030a0107" + "12120a100a0177120b0a050a030a01610a020a00");
    Path file = write("a", Compression.NONE, sequence);
    assertThat(records("head", file, "--record-type", "sequenceexample")).as(err).isZero();
    assertThat(out.trim())
        .isEqualTo("{\"context\":{\"id\":[7]},\"feature_lists\":{\"w\":[[\"a\"],[]]}}");

    Path text = write("b", Compression.NONE, utf8("plain"), new byte[] {-1});
    assertThat(records("head", text, "--record-type", "ByteArray")).as(err).isZero();
    assertThat(out.lines()).containsExactly("\"plain\"", "{\"base64\":\"/w==\"}");
    assertThat(records("head", text)).isEqualTo(1);
    assertThat(err).contains("/b: record 0 at byte 0: found ", "is it another --record-type?");
  }

  @Test
  void verifyGoesOnBehindDamageAndTellsEachPlace() throws IOException {
    Path good = write("data/good.gz", Compression.GZIP, example(1), example(2));
    Path bad =
        write(
            "data/bad",
            Compression.NONE,
            example(1),
            example(2),
            example(3),
            example(4),
            example(5));
    byte[] bytes = Files.readAllBytes(bad);
    int frame = bytes.length / 5;
    bytes[frame + 20] ^= 1;
    bytes[3 * frame + 1] ^= 1;
    Files.write(bad, bytes);
    Path torn = folder.resolve("data/torn.gz");
    byte[] packed = Files.readAllBytes(good);
    Files.write(torn, Arrays.copyOf(packed, packed.length - 9));

    assertThat(records("verify", folder.resolve("data"), "--json")).isEqualTo(1);

    assertThat(json().get("exit_code").asInt()).isEqualTo(1);
    assertThat(json().get("damaged_files").asInt()).isEqualTo(2);
    JsonNode first = json().at("/files/0");
    assertThat(first.get("path").asText()).endsWith("data/bad");
    assertThat(first.get("codec").asText()).isEqualTo("none");
    assertThat(first.get("records").asLong()).isEqualTo(3);
    assertThat(first.get("damaged_places").asLong()).isEqualTo(2);
    assertThat(first.get("skipped_bytes").asLong()).isEqualTo(2L * frame);
    assertThat(first.at("/damage/0/record").asLong()).isEqualTo(1);
    assertThat(first.at("/damage/0/byte_offset").asLong()).isEqualTo(frame);
    assertThat(first.at("/damage/0/found").asText()).startsWith("payload CRC 0x");
    assertThat(first.at("/damage/0/expected").asText()).startsWith("0x");
    assertThat(first.at("/damage/1/record").asLong()).isEqualTo(3);
    assertThat(first.at("/damage/1/found").asText()).startsWith("length CRC 0x");
    assertThat(json().at("/files/1/codec").asText()).isEqualTo("gzip");
    assertThat(json().at("/files/1/damage")).isEmpty();
    assertThat(json().at("/files/2/damaged_places").asLong()).isEqualTo(1);

    assertThat(records("verify", folder.resolve("data"))).isEqualTo(1);
    assertThat(out)
        .contains(" records in 3 files, ", ": 2 files damaged")
        .contains("data/bad: damaged, " + 2 * frame + " bytes belong to no intact record")
        .contains("  record 1 at byte " + frame + ": found payload CRC 0x");

    assertThat(records("verify", good)).as(err).isZero();
    assertThat(out).startsWith("2 records in 1 file, ").contains(" bytes: intact");
  }

  @Test
  void schemaIsATreeOrSparksJson() throws IOException {
    write("data/p=1/a", Compression.NONE, example(1));

    assertThat(records("schema", folder.resolve("data"))).as(err).isZero();
    assertThat(out)
        .isEqualTo(
            """
            root
             |-- id: long (nullable = true)
             |-- name: string (nullable = true)
             |-- p: integer (nullable = true)
            """);
    assertThat(records("schema", folder.resolve("data"), "--json")).as(err).isZero();
    assertThat(((StructType) DataType.fromJson(out)).toDDL())
        .isEqualTo("id BIGINT,name STRING,p INT");
  }

  @Test
  void featureSpecIsWhatTensorFlowParses() throws IOException {
    byte[] longer = builder.reset().putLongs("id", 2).putLongs("more", 1).toByteArray();
    Path file = write("a", Compression.NONE, example(1), longer);
    String[] arguments = {"--feature-spec", "--quiet"};

    assertThat(records("schema", file, arguments[0], arguments[1])).as(err).isZero();
    assertThat(json().toString())
        .isEqualTo(
            "{\"features\":{"
                + "\"id\":{\"kind\":\"FixedLenFeature\",\"dtype\":\"int64\",\"shape\":[]},"
                + "\"more\":{\"kind\":\"VarLenFeature\",\"dtype\":\"int64\"},"
                + "\"name\":{\"kind\":\"VarLenFeature\",\"dtype\":\"string\"}}}");
    // context {id: 7}, feature_lists {w: [["a"], ["b"]]}
    byte[] sequence =
        HexFormat.of()
            .parseHex(
                "0a0d0a0b0a02696412051a030a0107"
                    + "12150a130a0177120e0a050a030a01610a050a030a0162");
    Path lists = write("b", Compression.NONE, sequence);
    assertThat(
            records(
                "schema", lists, arguments[0], arguments[1], "--record-type", "SequenceExample"))
        .as(err)
        .isZero();
    assertThat(json().toString())
        .isEqualTo(
            "{\"context\":{"
                + "\"id\":{\"kind\":\"FixedLenFeature\",\"dtype\":\"int64\",\"shape\":[]}},"
                + "\"feature_lists\":{\"w\":{\"kind\":\"FixedLenSequenceFeature\","
                + "\"dtype\":\"string\",\"shape\":[],\"allow_missing\":false}}}");

    assertThat(records("schema", file, "--feature-spec", "--record-type", "ByteArray"))
        .isEqualTo(2);
    assertThat(err).contains("recordType: found ByteArray (expected: Example or SequenceExample");
    assertThat(records("schema", file, "--feature-spec", "--option", "schemaFile=x")).isEqualTo(2);
    assertThat(err).contains("--feature-spec with the option schemaFile");
  }

  @Test
  void recordsThatDoNotAgreeNeedASchema() throws IOException {
    Path a = write("a", Compression.NONE, example(1));
    Path b = write("b", Compression.NONE, builder.reset().putFloats("id", 1).toByteArray());

    assertThat(records("schema", a, b)).isEqualTo(2);
    assertThat(err)
        .contains("feature 'id': found integers (first in ", "/b, byte 0)", "give a schema");
  }

  @Test
  void convertKeepsTheBytesOfRecordsAndTheFoldersOfPartitions() throws IOException {
    byte[] noExample = {1, 2, 3};
    write("data/p=01/a", Compression.NONE, example(1), noExample, new byte[0]);
    write("data/p=b/b.gz", Compression.GZIP, example(3));
    Path target = folder.resolve("out");

    assertThat(records("convert", folder.resolve("data"), target, "--codec", "gzip", "--json"))
        .as(err)
        .isZero();

    assertThat(json().get("records").asLong()).isEqualTo(4);
    assertThat(json().get("files_in").asLong()).isEqualTo(2);
    assertThat(json().get("files_out").asLong()).isEqualTo(2);
    assertThat(contents(target)).isEqualTo(contents(folder.resolve("data")));
    assertThat(contents(target.resolve("p=01"))).hasSize(3);
    assertThat(contents(target.resolve("p=b"))).hasSize(1);
    try (Stream<Path> files = Files.walk(target)) {
      assertThat(files.filter(Files::isRegularFile)).allMatch(f -> f.toString().endsWith(".gz"));
    }

    assertThat(records("convert", folder.resolve("data"), target)).isEqualTo(2);
    assertThat(err)
        .contains(target + ": exists and holds 2 entries (expected: a new or empty folder)")
        .doesNotContain("Starting Spark");
  }

  @Test
  void convertMakesAsManyFilesAsAsked() throws IOException {
    byte[][] examples = new byte[100][];
    for (int i = 0; i < examples.length; i++) {
      examples[i] = example(i);
    }
    Path source = write("a", Compression.ZLIB, examples);

    assertThat(records("convert", source, folder.resolve("three"), "--shards", 3)).as(err).isZero();
    assertThat(out).startsWith("100 records from 1 file, ").contains(" bytes, to 3 files, ");
    assertThat(contents(folder.resolve("three"))).isEqualTo(contents(source));

    assertThat(records("convert", source, folder.resolve("small"), "--target-shard-bytes", "1k"))
        .as(err)
        .isZero();
    assertThat(contents(folder.resolve("small"))).isEqualTo(contents(source));
    try (Stream<Path> files = Files.list(folder.resolve("small"))) {
      assertThat(files.count()).isGreaterThan(3);
    }
  }

  @Test
  void convertSavesWhatIsIntact() throws IOException {
    Path source = write("a", Compression.NONE, example(1), example(2), example(3));
    byte[] bytes = Files.readAllBytes(source);
    bytes[bytes.length / 2] ^= 1;
    Files.write(source, bytes);
    Path target = folder.resolve("out");

    assertThat(records("convert", source, target)).isEqualTo(1);
    assertThat(err).contains("/a: record 1 at byte " + bytes.length / 3 + ": found payload CRC");
    assertThat(records("convert", source, target, "--option", "mode=DROPMALFORMED"))
        .as(err)
        .isZero();
    assertThat(contents(target)).hasSize(2);
    assertThat(records("convert", source, folder.resolve("x"), "--codec", "rar")).isEqualTo(2);
    assertThat(err).contains("--codec rar: ", "found 'rar' (expected: none, gzip, zlib, ");
  }

  @Test
  void everyCommandHasHelpWithExamples() {
    for (String command : List.of("count", "head", "schema", "verify", "convert")) {
      assertThat(millrace("records", command, "--help")).isZero();
      assertThat(out).contains("Examples:", "millrace records " + command, "--json", "Exit codes:");
    }
    assertThat(millrace("records", "--help")).isZero();
    assertThat(out).contains("count", "head", "schema", "verify", "convert", "Examples:");
  }
}
