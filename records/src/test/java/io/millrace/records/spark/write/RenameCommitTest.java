package io.millrace.records.spark.write;

import static io.millrace.records.spark.write.Writes.bytes;
import static io.millrace.records.spark.write.Writes.rows;
import static io.millrace.records.spark.write.Writes.task;
import static io.millrace.records.spark.write.Writes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.sources.And;
import org.apache.spark.sql.sources.EqualNullSafe;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenameCommitTest {
  private static final StructType BYTES = new StructType().add("byteArray", DataTypes.BinaryType);
  private static final StructType PARTITIONED =
      BYTES.add("p", DataTypes.StringType).add("q", DataTypes.IntegerType);
  private static final Pattern APPENDED =
      Pattern.compile("data_tfrecord-[0-9a-f]{8}-\\d{5}-of-\\d{5}");

  @TempDir Path temp;
  private Path root;

  @BeforeEach
  void chooseRoot() {
    root = temp.resolve("out");
  }

  private TfRecordWriteBuilder builder(StructType schema, String... options) {
    String[] all = new String[options.length + 2];
    System.arraycopy(options, 0, all, 2, options.length);
    all[0] = "recordType";
    all[1] = "ByteArray";
    List<String> partitions = schema == PARTITIONED ? List.of("p", "q") : List.of();
    return Writes.builder(root.toUri().toString(), schema, partitions, all);
  }

  private static BatchWrite batch(WriteBuilder builder) {
    return builder.build().toBatch();
  }

  private void assertClean() throws IOException {
    assertThat(Writes.emptyFolders(temp)).isEmpty();
    try (var paths = Files.walk(temp)) {
      assertThat(paths.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("_millrace") || name.endsWith(".crc"));
    }
  }

  @Test
  void shardsAreNumberedWithoutGapsAndEmptyTasksGiveNone() throws IOException {
    write(
        batch(builder(BYTES, "millrace.newfolder", "true")),
        rows(bytes("a"), bytes("b")),
        rows(),
        rows(bytes("c")));

    assertThat(Writes.files(root))
        .containsExactly(
            Map.entry("data_tfrecord-00000-of-00002", List.of("a", "b")),
            Map.entry("data_tfrecord-00001-of-00002", List.of("c")));
    assertClean();
  }

  @Test
  void aWriteWithoutRowsGivesOneEmptyShard() throws IOException {
    write(batch(builder(BYTES, "millrace.newfolder", "true", "codec", "gzip")), rows(), rows());

    assertThat(Writes.files(root))
        .containsExactly(Map.entry("data_tfrecord-00000-of-00001.gz", List.of()));
    assertClean();
  }

  @Test
  void anAppendKeepsWhatIsThere() throws IOException {
    write(batch(builder(BYTES, "millrace.newfolder", "true")), rows(bytes("old")));
    write(batch(builder(BYTES)), rows(bytes("a")), rows(bytes("b")));
    write(batch(builder(BYTES)), rows(bytes("c")), rows(bytes("d")));
    write(batch(builder(BYTES)), rows());

    Map<String, List<String>> files = Writes.files(root);
    assertThat(files.values().stream().flatMap(List::stream))
        .containsExactlyInAnyOrder("old", "a", "b", "c", "d");
    assertThat(files).hasSize(5);
    assertThat(files.keySet().stream().filter(APPENDED.asMatchPredicate())).hasSize(4);
    assertClean();
  }

  @Test
  void anOverwriteReplacesAllButHiddenFiles() throws IOException {
    write(
        batch(builder(BYTES, "millrace.newfolder", "true")), rows(bytes("old")), rows(bytes("x")));
    Files.createDirectories(root.resolve("sub"));
    Files.write(root.resolve("sub/other.txt"), new byte[0]);
    Files.write(root.resolve("_keep"), new byte[0]);
    Files.write(root.resolve(".keep"), new byte[0]);
    Files.write(root.resolve("copied._COPYING_"), new byte[0]);

    write(batch(builder(BYTES).truncate()), rows(bytes("new")));

    assertThat(Writes.files(root).keySet())
        .containsExactlyInAnyOrder(
            ".keep", "_keep", "copied._COPYING_", "data_tfrecord-00000-of-00001");
    assertThat(Writes.files(root)).containsEntry("data_tfrecord-00000-of-00001", List.of("new"));
    assertClean();
  }

  @Test
  void anOverwriteWithoutRowsLeavesOneEmptyShard() throws IOException {
    write(
        batch(builder(BYTES, "millrace.newfolder", "true")), rows(bytes("old")), rows(bytes("x")));

    write(batch(builder(BYTES).truncate()), rows());

    assertThat(Writes.files(root))
        .containsExactly(Map.entry("data_tfrecord-00000-of-00001", List.of()));
    assertClean();
  }

  @Test
  void tasksThatFailAreRetriedOrRunTwiceCountOnce() throws IOException {
    BatchWrite write = batch(builder(BYTES, "millrace.newfolder", "true"));
    DataWriterFactory factory = write.createBatchWriterFactory(Writes.tasks(2));
    DataWriter<InternalRow> fails = factory.createWriter(0, 1);
    fails.write(bytes("a"));
    fails.abort();
    fails.close();
    DataWriter<InternalRow> killed = factory.createWriter(0, 2);
    killed.write(bytes("a"));
    DataWriter<InternalRow> speculative = factory.createWriter(1, 3);
    speculative.write(bytes("b"));
    WriterCommitMessage a = task(factory, 0, 4, bytes("a"));
    WriterCommitMessage committedTwice = task(factory, 1, 5, bytes("b"));
    WriterCommitMessage b = task(factory, 1, 6, bytes("b"));

    write.commit(new WriterCommitMessage[] {a, b, committedTwice});
    speculative.abort();
    speculative.close();

    assertThat(Writes.files(root))
        .containsExactly(
            Map.entry("data_tfrecord-00000-of-00002", List.of("a")),
            Map.entry("data_tfrecord-00001-of-00002", List.of("b")));
    assertClean();
    killed.close();
    assertClean();
  }

  @Test
  void anAttemptThatOutlivesItsJobLeavesNothing() throws IOException {
    BatchWrite write = batch(builder(BYTES, "millrace.newfolder", "true"));
    DataWriterFactory factory = write.createBatchWriterFactory(Writes.tasks(1));
    DataWriter<InternalRow> late = factory.createWriter(0, 1);
    write.commit(new WriterCommitMessage[] {task(factory, 0, 2, bytes("a"))});

    late.write(bytes("a"));
    late.abort();
    late.close();

    assertThat(Writes.files(root).keySet()).containsExactly("data_tfrecord-00000-of-00001");
    assertClean();
  }

  @Test
  void anAbortedJobLeavesNothingInANewFolderAndAllInAnOldOne() throws IOException {
    BatchWrite write = batch(builder(BYTES, "millrace.newfolder", "true"));
    DataWriterFactory factory = write.createBatchWriterFactory(Writes.tasks(2));
    write.abort(new WriterCommitMessage[] {task(factory, 0, 1, bytes("a")), null});

    assertThat(root).doesNotExist();

    write(batch(builder(BYTES, "millrace.newfolder", "true")), rows(bytes("old")));
    BatchWrite overwrite = batch(builder(BYTES).truncate());
    factory = overwrite.createBatchWriterFactory(Writes.tasks(2));
    overwrite.abort(new WriterCommitMessage[] {task(factory, 0, 1, bytes("a")), null});

    assertThat(Writes.files(root))
        .containsExactly(Map.entry("data_tfrecord-00000-of-00001", List.of("old")));
    assertClean();
  }

  @Test
  void aCommitThatFailsHalfWayBringsTheOldFilesBack() throws IOException {
    write(batch(builder(BYTES, "millrace.newfolder", "true")), rows(bytes("x")), rows(bytes("y")));
    Map<String, List<String>> before = Writes.files(root);
    BatchWrite overwrite = batch(builder(BYTES).truncate());
    DataWriterFactory factory = overwrite.createBatchWriterFactory(Writes.tasks(2));
    WriterCommitMessage[] messages = {
      task(factory, 0, 1, bytes("a")), task(factory, 1, 2, bytes("b"))
    };
    TaskFiles lost = TaskFiles.of(messages[1]);
    Files.delete(Path.of(java.net.URI.create(lost.files().get(0).path())));

    assertThatThrownBy(() -> overwrite.commit(messages))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("could not commit");
    assertThat(
            Writes.files(root).entrySet().stream()
                .filter(file -> !file.getKey().startsWith("_millrace"))
                .toList())
        .containsExactlyElementsOf(before.entrySet());
    overwrite.abort(messages);
    assertThat(Writes.files(root)).isEqualTo(before);
    assertClean();
  }

  @Test
  void ofTwoWritesThatFoundAFolderEmptyOneFails() throws IOException {
    BatchWrite two = batch(builder(BYTES, "millrace.newfolder", "true"));
    BatchWrite three = batch(builder(BYTES, "millrace.newfolder", "true"));
    DataWriterFactory ofTwo = two.createBatchWriterFactory(Writes.tasks(2));
    DataWriterFactory ofThree = three.createBatchWriterFactory(Writes.tasks(1));
    WriterCommitMessage[] first = {task(ofTwo, 0, 1, bytes("a")), task(ofTwo, 1, 2, bytes("b"))};
    WriterCommitMessage[] second = {task(ofThree, 0, 3, bytes("x"))};
    two.commit(first);

    assertThatThrownBy(() -> three.commit(second))
        .isInstanceOf(UncheckedIOException.class)
        .cause()
        .hasMessageContaining("-00000-of-00002 (expected: no files, as there were none when")
        .hasMessageContaining("another job wrote into the same folder");
    three.abort(second);

    assertThat(Writes.files(root))
        .containsExactly(
            Map.entry("data_tfrecord-00000-of-00002", List.of("a")),
            Map.entry("data_tfrecord-00001-of-00002", List.of("b")));
    assertClean();
  }

  @Test
  void filesThatAKilledWriteMovedAsideAreFound() throws IOException {
    write(batch(builder(BYTES)), rows(bytes("a")));
    Files.createDirectories(root.resolve("_millrace-1/00000-1"));
    Files.createDirectories(root.resolve("_millrace-2/replaced/p=1"));
    var uri = new org.apache.hadoop.fs.Path(root.toUri());

    assertThat(Leftovers.of(uri.getFileSystem(FakeObjectStore.configuration()), uri))
        .extracting(org.apache.hadoop.fs.Path::toString)
        .singleElement()
        .asString()
        .endsWith("/out/_millrace-2/replaced");
  }

  @Test
  void filesRollWhenTheyReachTheTarget() throws IOException {
    InternalRow[] rows = new InternalRow[20];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = bytes("%0100d".formatted(i));
    }

    write(batch(builder(BYTES, "millrace.newfolder", "true", "targetShardBytes", "500")), rows);

    assertThat(Writes.files(root)).hasSize(4);
    for (int i = 0; i < 4; i++) {
      Path file = root.resolve("data_tfrecord-%05d-of-00004".formatted(i));
      assertThat(file).hasSize(5 * 116);
    }
    assertClean();
  }

  @Test
  void partitionsAreFoldersWithTheirOwnNumbers() throws IOException {
    write(
        batch(builder(PARTITIONED, "millrace.newfolder", "true")),
        rows(
            bytes("1", "a/b", 1),
            bytes("2", "a/b", 1),
            bytes("3", "a/b", 2),
            bytes("4", null, null)),
        rows(bytes("5", "a/b", 1), bytes("6", "", null), bytes("7", "a/b", 1)));

    assertThat(Writes.files(root))
        .containsExactly(
            Map.entry(
                "p=__HIVE_DEFAULT_PARTITION__/q=__HIVE_DEFAULT_PARTITION__/data_tfrecord-00000-of-00002",
                List.of("4")),
            Map.entry(
                "p=__HIVE_DEFAULT_PARTITION__/q=__HIVE_DEFAULT_PARTITION__/data_tfrecord-00001-of-00002",
                List.of("6")),
            Map.entry("p=a%2Fb/q=1/data_tfrecord-00000-of-00003", List.of("1", "2")),
            Map.entry("p=a%2Fb/q=1/data_tfrecord-00001-of-00003", List.of("5")),
            Map.entry("p=a%2Fb/q=1/data_tfrecord-00002-of-00003", List.of("7")),
            Map.entry("p=a%2Fb/q=2/data_tfrecord-00000-of-00001", List.of("3")));
    assertClean();
  }

  private void writePartitions() {
    write(
        batch(builder(PARTITIONED, "millrace.newfolder", "true")),
        rows(bytes("a1", "a", 1), bytes("a2", "a", 2), bytes("b1", "b", 1), bytes("n", null, 1)));
  }

  @Test
  void dynamicOverwritesReplaceOnlyThePartitionsTheyWrite() throws IOException {
    writePartitions();

    write(
        batch(builder(PARTITIONED).overwriteDynamicPartitions()),
        rows(bytes("new a2", "a", 2), bytes("new c1", "c", 1)));
    write(
        batch(builder(PARTITIONED, "partitionOverwriteMode", "dynamic").truncate()),
        rows(bytes("new b1", "b", 1)));
    write(batch(builder(PARTITIONED).overwriteDynamicPartitions()), rows());

    assertThat(Writes.files(root))
        .containsExactly(
            Map.entry(
                "p=__HIVE_DEFAULT_PARTITION__/q=1/data_tfrecord-00000-of-00001", List.of("n")),
            Map.entry("p=a/q=1/data_tfrecord-00000-of-00001", List.of("a1")),
            Map.entry("p=a/q=2/data_tfrecord-00000-of-00001", List.of("new a2")),
            Map.entry("p=b/q=1/data_tfrecord-00000-of-00001", List.of("new b1")),
            Map.entry("p=c/q=1/data_tfrecord-00000-of-00001", List.of("new c1")));
    assertClean();
  }

  @Test
  void anOverwriteOfAPartitionLeavesTheOthers() throws IOException {
    writePartitions();

    write(
        batch(builder(PARTITIONED).overwrite(new Filter[] {new EqualTo("p", "a")})),
        rows(bytes("new", "a", 1)));
    write(
        batch(
            builder(PARTITIONED)
                .overwrite(
                    new Filter[] {new And(new EqualNullSafe("p", null), new EqualTo("q", 1))})),
        rows(bytes("null", null, 1)));

    assertThat(Writes.files(root))
        .containsExactly(
            Map.entry(
                "p=__HIVE_DEFAULT_PARTITION__/q=1/data_tfrecord-00000-of-00001", List.of("null")),
            Map.entry("p=a/q=1/data_tfrecord-00000-of-00001", List.of("new")),
            Map.entry("p=b/q=1/data_tfrecord-00000-of-00001", List.of("b1")));
    assertClean();
  }

  @Test
  void anOverwriteByOtherConditionsIsRefused() {
    Filter[] filters = {new GreaterThan("q", 1)};

    assertThat(builder(PARTITIONED).canOverwrite(filters)).isFalse();
    assertThatThrownBy(() -> builder(PARTITIONED).overwrite(filters))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: column = value on partition columns [p, q]");
  }

  @Test
  void aTruncateOfPartitionsRemovesTheirFolders() throws IOException {
    writePartitions();

    write(batch(builder(PARTITIONED).truncate()), rows(bytes("z", "z", 9)));

    assertThat(Writes.files(root).keySet()).containsExactly("p=z/q=9/data_tfrecord-00000-of-00001");
    assertClean();
  }

  @Test
  void wantedShardsAreWrittenEvenIfEmpty() throws IOException {
    write(
        batch(builder(BYTES, "millrace.newfolder", "true", "shards", "3")),
        rows(bytes("a")),
        rows(),
        rows());

    assertThat(Writes.files(root)).hasSize(3).containsKey("data_tfrecord-00002-of-00003");
  }
}
