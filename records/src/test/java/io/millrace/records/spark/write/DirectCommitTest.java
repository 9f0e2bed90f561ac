package io.millrace.records.spark.write;

import static io.millrace.records.spark.write.Writes.bytes;
import static io.millrace.records.spark.write.Writes.rows;
import static io.millrace.records.spark.write.Writes.task;
import static io.millrace.records.spark.write.Writes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.records.TfRecordReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectCommitTest {
  private static final StructType BYTES = new StructType().add("byteArray", DataTypes.BinaryType);
  private static final StructType PARTITIONED = BYTES.add("p", DataTypes.StringType);

  @BeforeEach
  void emptyTheStore() {
    FakeObjectStore.OBJECTS.clear();
    FakeObjectStore.undeletable = null;
  }

  private static TfRecordWriteBuilder builder(String scheme, StructType schema, String... options) {
    String[] all = new String[options.length + 4];
    System.arraycopy(options, 0, all, 4, options.length);
    all[0] = "recordType";
    all[1] = "ByteArray";
    all[2] = "commit";
    all[3] = "direct";
    List<String> partitions = schema == PARTITIONED ? List.of("p") : List.of();
    return Writes.builder(scheme + "://bucket/out", schema, partitions, all);
  }

  private static BatchWrite batch(WriteBuilder builder) {
    return builder.build().toBatch();
  }

  /** Names without the digits of the write, with the records. */
  private static List<String> objects() {
    return FakeObjectStore.names("/out").stream()
        .map(
            name ->
                name.replaceAll("data_tfrecord-[0-9a-f]{8}-", "*-")
                    + records(FakeObjectStore.OBJECTS.get("/out/" + name)))
        .toList();
  }

  private static List<String> records(byte[] object) {
    try (TfRecordReader reader = TfRecordReader.open(new ByteArrayInputStream(object), "object")) {
      List<String> records = new ArrayList<>();
      while (reader.next()) {
        records.add(new String(reader.record(), StandardCharsets.UTF_8));
      }
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fakes3", "fakegs"})
  void eachTaskGivesItsShardWithoutARename(String scheme) {
    write(
        batch(builder(scheme, BYTES, "millrace.newfolder", "true")),
        rows(bytes("a"), bytes("b")),
        rows(),
        rows(bytes("c")));

    assertThat(objects())
        .containsExactly("*-00000-of-00003[a, b]", "*-00001-of-00003[]", "*-00002-of-00003[c]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fakes3", "fakegs"})
  void nothingIsVisibleBeforeATaskCommits(String scheme) throws IOException {
    BatchWrite write = batch(builder(scheme, BYTES, "targetShardBytes", "50"));
    DataWriterFactory factory = write.createBatchWriterFactory(Writes.tasks(1));
    DataWriter<InternalRow> writer = factory.createWriter(0, 1);
    writer.write(bytes("x".repeat(50)));
    writer.write(bytes("y".repeat(50)));
    writer.write(bytes("z"));

    assertThat(FakeObjectStore.OBJECTS).isEmpty();

    write.commit(new WriterCommitMessage[] {writer.commit()});
    writer.close();
    assertThat(objects())
        .containsExactly(
            "*-00000-00001-of-00001[" + "y".repeat(50) + "]",
            "*-00000-00002-of-00001[z]",
            "*-00000-of-00001[" + "x".repeat(50) + "]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fakes3", "fakegs"})
  void attemptsThatFailOrComeTwiceLoseAndDoubleNothing(String scheme) throws IOException {
    BatchWrite write = batch(builder(scheme, BYTES));
    DataWriterFactory factory = write.createBatchWriterFactory(Writes.tasks(2));
    DataWriter<InternalRow> fails = factory.createWriter(0, 1);
    fails.write(bytes("half"));
    fails.abort();
    fails.close();
    assertThat(FakeObjectStore.OBJECTS).isEmpty();
    DataWriter<InternalRow> killed = factory.createWriter(0, 2);
    killed.write(bytes("half"));
    DataWriter<InternalRow> speculative = factory.createWriter(1, 3);
    speculative.write(bytes("half"));
    WriterCommitMessage lost = task(factory, 0, 4, bytes("a"));
    assertThat(lost).isNotNull();
    WriterCommitMessage a = task(factory, 0, 5, bytes("a"));
    WriterCommitMessage b = task(factory, 1, 6, bytes("b"));
    speculative.abort();
    speculative.close();

    write.commit(new WriterCommitMessage[] {a, b});
    killed.abort();

    assertThat(objects()).containsExactly("*-00000-of-00002[a]", "*-00001-of-00002[b]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fakes3", "fakegs"})
  void partsOfAnAttemptWhoseMessageWasLostAreDeleted(String scheme) {
    BatchWrite write = batch(builder(scheme, BYTES, "targetShardBytes", "1"));
    DataWriterFactory factory = write.createBatchWriterFactory(Writes.tasks(1));
    WriterCommitMessage lost = task(factory, 0, 1, bytes("a"), bytes("b"), bytes("c"));
    assertThat(TaskFiles.of(lost).files()).hasSize(3);
    WriterCommitMessage accepted = task(factory, 0, 2, bytes("a"), bytes("b"));

    write.commit(new WriterCommitMessage[] {accepted});

    assertThat(objects()).containsExactly("*-00000-00001-of-00001[b]", "*-00000-of-00001[a]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fakes3", "fakegs"})
  void filesOfAnAttemptWhoseMessageWasLostAreDeletedFromOtherPartitionsToo(String scheme) {
    BatchWrite write = batch(builder(scheme, PARTITIONED));
    DataWriterFactory factory = write.createBatchWriterFactory(Writes.tasks(1));
    WriterCommitMessage lost = task(factory, 0, 1, bytes("a", "3"));
    assertThat(TaskFiles.of(lost).files()).hasSize(1);

    write.commit(new WriterCommitMessage[] {task(factory, 0, 2, bytes("a", "4"))});

    assertThat(objects()).containsExactly("p=4/*-00000-of-00001[a]");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filesOfOtherWritesIntoANewFolderStay(boolean commits) {
    BatchWrite write = batch(builder("fakes3", BYTES, "millrace.newfolder", "true"));
    DataWriterFactory factory = write.createBatchWriterFactory(Writes.tasks(1));
    write(batch(builder("fakes3", BYTES)), rows(bytes("appended")));
    write(batch(builder("fakes3", BYTES, "millrace.newfolder", "true")), rows(bytes("new")));
    write(batch(builder("fakes3", BYTES, "filePrefix", "data_tfrecord-x")), rows(bytes("x")));
    Map<String, byte[]> others = Map.copyOf(FakeObjectStore.OBJECTS);
    WriterCommitMessage[] messages = {task(factory, 0, 1, bytes("a"))};

    if (commits) {
      write.commit(messages);
    } else {
      write.abort(messages);
    }

    assertThat(FakeObjectStore.OBJECTS).containsAllEntriesOf(others).hasSize(commits ? 4 : 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fakes3", "fakegs"})
  void anAbortedJobDeletesWhatItsTasksCommitted(String scheme) {
    write(batch(builder(scheme, PARTITIONED)), rows(bytes("old", "a")));
    Map<String, byte[]> before = Map.copyOf(FakeObjectStore.OBJECTS);
    BatchWrite write = batch(builder(scheme, PARTITIONED).truncate());
    DataWriterFactory factory = write.createBatchWriterFactory(Writes.tasks(3));
    WriterCommitMessage a = task(factory, 0, 1, bytes("new", "a"));
    WriterCommitMessage lost = task(factory, 1, 2, bytes("new", "b"));
    assertThat(lost).isNotNull();
    assertThat(FakeObjectStore.OBJECTS).hasSize(3);

    write.abort(new WriterCommitMessage[] {a, null, null});

    assertThat(FakeObjectStore.OBJECTS).containsOnlyKeys(before.keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fakes3", "fakegs"})
  void overwritesDeleteTheOldOnesLast(String scheme) {
    write(batch(builder(scheme, BYTES)), rows(bytes("old")), rows(bytes("old")));
    BatchWrite write = batch(builder(scheme, BYTES).truncate());
    DataWriterFactory factory = write.createBatchWriterFactory(Writes.tasks(1));
    WriterCommitMessage message = task(factory, 0, 1, bytes("new"));
    assertThat(FakeObjectStore.OBJECTS).hasSize(3);

    write.commit(new WriterCommitMessage[] {message});

    assertThat(objects()).containsExactly("*-00000-of-00001[new]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fakes3", "fakegs"})
  void newObjectsStayIfOldOnesCannotBeDeleted(String scheme) {
    write(batch(builder(scheme, BYTES)), rows(bytes("old")), rows(bytes("old")));
    FakeObjectStore.undeletable = "00001-of-00002";
    BatchWrite write = batch(builder(scheme, BYTES).truncate());
    DataWriterFactory factory = write.createBatchWriterFactory(Writes.tasks(1));
    WriterCommitMessage[] messages = {task(factory, 0, 1, bytes("new"))};

    assertThatThrownBy(() -> write.commit(messages))
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("access denied")
        .cause()
        .hasMessageContaining("all new files of " + scheme + "://bucket/out are there, but ")
        .hasMessageContaining("00001-of-00002, which they replace, could not be deleted");
    write.abort(messages);

    assertThat(objects())
        .containsExactlyInAnyOrder("*-00001-of-00002[old]", "*-00000-of-00001[new]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fakes3", "fakegs"})
  void partitionsAreOverwrittenByThemselves(String scheme) {
    write(
        batch(builder(scheme, PARTITIONED)),
        rows(bytes("a", "a"), bytes("b", "b"), bytes("c", "c")),
        rows(bytes("a", "a")));

    write(
        batch(builder(scheme, PARTITIONED).overwriteDynamicPartitions()),
        rows(bytes("new", "b")),
        rows());
    write(
        batch(builder(scheme, PARTITIONED).overwrite(new Filter[] {new EqualTo("p", "c")})),
        rows(bytes("newer", "c")));

    assertThat(objects())
        .containsExactlyInAnyOrder(
            "p=a/*-00000-of-00002[a]",
            "p=a/*-00001-of-00002[a]",
            "p=b/*-00000-of-00002[new]",
            "p=c/*-00000-of-00001[newer]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fakes3", "fakegs"})
  void partitionsThatAnotherToolNamedAreOverwrittenByTheirValues(String scheme) {
    write(batch(builder(scheme, PARTITIONED)), rows(bytes("old", "a=b")));
    String name = FakeObjectStore.names("/out").get(0);
    FakeObjectStore.OBJECTS.put(
        "/out/" + name.replace("a%3Db", "a%3db"), FakeObjectStore.OBJECTS.remove("/out/" + name));

    write(batch(builder(scheme, PARTITIONED).overwriteDynamicPartitions()), rows());
    assertThat(objects()).containsExactly("p=a%3db/*-00000-of-00001[old]");
    write(
        batch(builder(scheme, PARTITIONED).overwriteDynamicPartitions()),
        rows(bytes("new", "a=b")));

    assertThat(objects()).containsExactly("p=a%3Db/*-00000-of-00001[new]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "hdfs"})
  void directCommitsToFileSystemsAreRefused(String scheme) {
    String root = scheme.equals("file") ? "file:/tmp/out" : "hdfs://localhost:1/out";

    assertThatThrownBy(
            () ->
                Writes.builder(
                        root, BYTES, List.of(), "commit", "direct", "recordType", "ByteArray")
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "option 'commit': found 'direct' for "
                + root
                + " (expected: rename, as files of "
                + scheme
                + " are visible before they are complete)");
  }
}
