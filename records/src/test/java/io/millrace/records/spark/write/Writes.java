package io.millrace.records.spark.write;

import io.millrace.records.TfRecordReader;
import io.millrace.records.spark.SparkTests;
import io.millrace.records.spark.options.WriteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;

/** Drives writes as Spark does, without Spark. */
final class Writes {
  static final String QUERY_ID = "0f1e2d3c-0000-0000-0000-000000000000";

  private Writes() {}

  static CaseInsensitiveStringMap options(String... keysAndValues) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new CaseInsensitiveStringMap(map);
  }

  static WriteOptions writeOptions(String... keysAndValues) {
    return WriteOptions.of(options(keysAndValues), SparkTests.session().conf());
  }

  static LogicalWriteInfo info(
      StructType schema, String queryId, CaseInsensitiveStringMap options) {
    return new LogicalWriteInfo() {
      @Override
      public CaseInsensitiveStringMap options() {
        return options;
      }

      @Override
      public String queryId() {
        return queryId;
      }

      @Override
      public StructType schema() {
        return schema;
      }
    };
  }

  static TfRecordWriteBuilder builder(
      String path, StructType schema, List<String> partitions, String... options) {
    CaseInsensitiveStringMap map = options(options);
    return new TfRecordWriteBuilder(
        path,
        info(schema, QUERY_ID, map),
        partitions,
        WriteOptions.of(map, SparkTests.session().conf()),
        FakeObjectStore.configuration());
  }

  static PhysicalWriteInfo tasks(int count) {
    return () -> count;
  }

  static InternalRow row(Object... values) {
    Object[] internal = new Object[values.length];
    for (int i = 0; i < values.length; i++) {
      internal[i] = values[i] instanceof String text ? UTF8String.fromString(text) : values[i];
    }
    return new GenericInternalRow(internal);
  }

  static InternalRow bytes(String text, Object... partition) {
    Object[] values = new Object[partition.length + 1];
    values[0] = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(partition, 0, values, 1, partition.length);
    return row(values);
  }

  static WriterCommitMessage task(
      DataWriterFactory factory, int task, long attempt, InternalRow... rows) {
    try (DataWriter<InternalRow> writer = factory.createWriter(task, attempt)) {
      return end(writer, rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static WriterCommitMessage end(DataWriter<InternalRow> writer, InternalRow... rows)
      throws IOException {
    for (InternalRow row : rows) {
      writer.write(row);
    }
    return writer.commit();
  }

  static void write(BatchWrite write, InternalRow[]... tasks) {
    DataWriterFactory factory = write.createBatchWriterFactory(tasks(tasks.length));
    WriterCommitMessage[] messages = new WriterCommitMessage[tasks.length];
    for (int i = 0; i < tasks.length; i++) {
      messages[i] = task(factory, i, 100 + i, tasks[i]);
    }
    write.commit(messages);
  }

  static InternalRow[] rows(InternalRow... rows) {
    return rows;
  }

  /** The records below a folder by the relative path of their file; hidden names among them. */
  static Map<String, List<String>> files(Path root) {
    Map<String, List<String>> files = new TreeMap<>();
    if (!Files.exists(root)) {
      return files;
    }
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(path).toString(), texts(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** The folders below a folder that hold nothing. */
  static List<Path> emptyFolders(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      List<Path> empty = new ArrayList<>();
      for (Path path : paths.filter(Files::isDirectory).toList()) {
        try (Stream<Path> children = Files.list(path)) {
          if (children.findAny().isEmpty()) {
            empty.add(path);
          }
        }
      }
      return empty;
    }
  }

  static List<byte[]> records(Path file) {
    try (TfRecordReader reader = TfRecordReader.open(Files.newInputStream(file), file.toString())) {
      List<byte[]> records = new ArrayList<>();
      while (reader.next()) {
        records.add(reader.record());
      }
      return records;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> texts(Path file) {
    return records(file).stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
  }
}
