package io.millrace.records.spark.write;

import static io.millrace.records.spark.write.Writes.bytes;
import static io.millrace.records.spark.write.Writes.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamingWriteTest {
  private static final StructType BYTES = new StructType().add("byteArray", DataTypes.BinaryType);
  private static final StructType PARTITIONED = BYTES.add("p", DataTypes.StringType);

  @TempDir Path temp;

  @BeforeEach
  void emptyTheStore() {
    FakeObjectStore.OBJECTS.clear();
  }

  private static TfRecordWriteBuilder builder(String root, StructType schema, String... more) {
    String[] options = new String[more.length + 2];
    System.arraycopy(more, 0, options, 2, more.length);
    options[0] = "recordType";
    options[1] = "ByteArray";
    return Writes.builder(root, schema, schema == PARTITIONED ? List.of("p") : List.of(), options);
  }

  private static WriterCommitMessage[] tasks(
      StreamingWrite write, long epoch, InternalRow[]... tasks) throws IOException {
    StreamingDataWriterFactory factory =
        write.createStreamingWriterFactory(Writes.tasks(tasks.length));
    WriterCommitMessage[] messages = new WriterCommitMessage[tasks.length];
    for (int i = 0; i < tasks.length; i++) {
      try (DataWriter<InternalRow> writer = factory.createWriter(i, i, epoch)) {
        messages[i] = Writes.end(writer, tasks[i]);
      }
    }
    return messages;
  }

  private static void epoch(Write write, long epoch, InternalRow[]... tasks) throws IOException {
    StreamingWrite streaming = write.toStreaming();
    streaming.commit(epoch, tasks(streaming, epoch, tasks));
  }

  @Test
  void anEpochThatComesAgainReplacesItsFiles() throws IOException {
    String root = temp.resolve("out").toUri().toString();
    epoch(builder(root, BYTES).build(), 0, rows(bytes("a")), rows(bytes("b")));
    epoch(builder(root, BYTES).build(), 1, rows(bytes("c")));
    epoch(builder(root, BYTES).build(), 1, rows(bytes("c1")), rows(bytes("c2")));
    epoch(builder(root, BYTES).build(), 10, rows(bytes("d")));

    assertThat(Writes.files(temp))
        .containsExactly(
            Map.entry("out/data_tfrecord-0f1e2d3c-0000000000-00000-of-00002", List.of("a")),
            Map.entry("out/data_tfrecord-0f1e2d3c-0000000000-00001-of-00002", List.of("b")),
            Map.entry("out/data_tfrecord-0f1e2d3c-0000000001-00000-of-00002", List.of("c1")),
            Map.entry("out/data_tfrecord-0f1e2d3c-0000000001-00001-of-00002", List.of("c2")),
            Map.entry("out/data_tfrecord-0f1e2d3c-0000000010-00000-of-00001", List.of("d")));
    assertThat(Writes.emptyFolders(temp)).isEmpty();
  }

  @Test
  void anEpochThatComesAgainReplacesItsPartitionsToo() throws IOException {
    String root = temp.resolve("out").toUri().toString();
    epoch(builder(root, PARTITIONED).build(), 3, rows(bytes("a", "a"), bytes("b", "b")));
    epoch(builder(root, PARTITIONED).build(), 4, rows(bytes("c", "a")));
    epoch(builder(root, PARTITIONED).build(), 3, rows(bytes("a", "a")), rows());

    assertThat(Writes.files(temp))
        .containsExactly(
            Map.entry("out/p=a/data_tfrecord-0f1e2d3c-0000000003-00000-of-00001", List.of("a")),
            Map.entry("out/p=a/data_tfrecord-0f1e2d3c-0000000004-00000-of-00001", List.of("c")));
    assertThat(Writes.emptyFolders(temp)).isEmpty();
  }

  @Test
  void anAbortedEpochLeavesWhatWasThere() throws IOException {
    String root = temp.resolve("out").toUri().toString();
    epoch(builder(root, BYTES).build(), 0, rows(bytes("a")));
    StreamingWrite again = builder(root, BYTES).build().toStreaming();
    again.abort(0, tasks(again, 0, rows(bytes("x"))));
    StreamingWrite next = builder(root, BYTES).build().toStreaming();
    next.abort(1, tasks(next, 1, rows(bytes("x"))));

    assertThat(Writes.files(temp))
        .containsExactly(
            Map.entry("out/data_tfrecord-0f1e2d3c-0000000000-00000-of-00001", List.of("a")));
    assertThat(Writes.emptyFolders(temp)).isEmpty();
  }

  @Test
  void completeModeReplacesAll() throws IOException {
    String root = temp.resolve("out").toUri().toString();
    epoch(builder(root, BYTES).truncate().build(), 0, rows(bytes("a")));
    epoch(builder(root, BYTES).truncate().build(), 1, rows(bytes("b")));

    assertThat(Writes.files(temp))
        .containsExactly(
            Map.entry("out/data_tfrecord-0f1e2d3c-0000000001-00000-of-00001", List.of("b")));
  }

  @Test
  void completeModeReplacesAllPartitionsInDynamicModeToo() throws IOException {
    String root = temp.resolve("out").toUri().toString();
    String[] dynamic = {"partitionOverwriteMode", "dynamic"};
    InternalRow[] first = rows(bytes("a", "a"), bytes("b", "b"));
    epoch(builder(root, PARTITIONED, dynamic).truncate().build(), 0, first);
    epoch(builder(root, PARTITIONED, dynamic).truncate().build(), 1, rows(bytes("b1", "b")));

    assertThat(Writes.files(temp))
        .containsExactly(
            Map.entry("out/p=b/data_tfrecord-0f1e2d3c-0000000001-00000-of-00001", List.of("b1")));
  }

  @Test
  void objectStoresGetEachEpochOnceToo() throws IOException {
    String root = "fakes3://bucket/out";
    String[] direct = {"commit", "direct"};
    epoch(builder(root, BYTES, direct).build(), 0, rows(bytes("a")), rows(bytes("b")));
    epoch(builder(root, BYTES, direct).build(), 1, rows(bytes("c")));
    epoch(builder(root, BYTES, direct).build(), 0, rows(bytes("a b")));
    StreamingWrite aborted = builder(root, BYTES, direct).build().toStreaming();
    aborted.abort(1, tasks(aborted, 1, rows(bytes("x"))));

    assertThat(
            FakeObjectStore.names("/out").stream()
                .map(name -> name.replaceAll("-[0-9a-f]{8}-00000-of", "-*-00000-of")))
        .containsExactly(
            "data_tfrecord-0f1e2d3c-0000000000-*-00000-of-00001",
            "data_tfrecord-0f1e2d3c-0000000001-*-00000-of-00001");
  }
}
