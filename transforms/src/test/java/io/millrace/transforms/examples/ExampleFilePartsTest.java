package io.millrace.transforms.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.testing.SparkTestSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleFilePartsTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));

  @TempDir Path folder;

  @Test
  void aLargePlainFileIsCutAndEachRecordReadOnce() throws IOException {
    ExampleFile file = file("plain", Compression.NONE, 0, 1000);
    ExampleFileParts input = parts(Map.of("train", List.of(file)), 4096);
    assertThat(input.parts(0)).isEqualTo((int) ((file.bytes() + 4095) / 4096)).isGreaterThan(3);
    assertThat(read(input)).isEqualTo(numbers(0, 1000));
  }

  @Test
  void aPackedFileIsReadAsAWhole() throws IOException {
    ExampleFile file = file("packed", Compression.GZIP, 0, 1000);
    ExampleFileParts input = parts(Map.of("train", List.of(file)), 100);
    assertThat(input.parts(0)).isEqualTo(1);
    assertThat(read(input)).isEqualTo(numbers(0, 1000));
  }

  @Test
  void smallFilesShareAPartAndSplitsDoNot() throws IOException {
    Map<String, List<ExampleFile>> files = new LinkedHashMap<>();
    files.put(
        "train", List.of(file("a", Compression.NONE, 0, 10), file("b", Compression.GZIP, 10, 20)));
    files.put("eval", List.of(file("c", Compression.NONE, 20, 30)));
    ExampleFileParts input = parts(files, ExampleFileParts.MOST_BYTES);
    assertThat(input.splits()).containsExactly("train", "eval");
    assertThat(input.parts(0)).isEqualTo(1);
    assertThat(input.parts(1)).isEqualTo(1);
    assertThat(read(input)).isEqualTo(numbers(0, 30));
  }

  @Test
  void damageInARangeIsADataErrorThatNamesTheByte() throws IOException {
    ExampleFile file = file("plain", Compression.NONE, 0, 1000);
    byte[] bytes = Files.readAllBytes(Path.of(file.uri()));
    bytes[bytes.length / 2] ^= 1;
    Files.write(Path.of(file.uri()), bytes);
    ExampleFileParts input = parts(Map.of("train", List.of(file)), 4096);
    assertThatThrownBy(() -> read(input))
        .hasRootCauseInstanceOf(io.millrace.records.CorruptRecordException.class)
        .hasStackTraceContaining(file.uri() + ": record")
        .hasStackTraceContaining(MillraceException.class.getName());
  }

  private ExampleFileParts parts(Map<String, List<ExampleFile>> files, long mostBytes)
      throws IOException {
    JavaSparkContext spark =
        JavaSparkContext.fromSparkContext(SparkTestSession.get().sparkContext());
    return new ExampleFileParts(spark, STORAGE, files, false, mostBytes);
  }

  private static List<String> read(ExampleInput input) {
    return input.map(ExampleFilePartsTest::texts).collect();
  }

  private static java.util.Iterator<String> texts(ExampleStream part) {
    List<String> texts = new ArrayList<>();
    while (part.next()) {
      texts.add(new String(part.buffer(), part.offset(), part.length(), StandardCharsets.UTF_8));
    }
    return texts.iterator();
  }

  private static List<String> numbers(int from, int to) {
    List<String> numbers = new ArrayList<>();
    for (int i = from; i < to; i++) {
      numbers.add("record " + i);
    }
    return numbers;
  }

  private ExampleFile file(String name, Compression compression, int from, int to)
      throws IOException {
    Path path = folder.resolve(name);
    try (TfRecordWriter writer = TfRecordWriter.create(Files.newOutputStream(path), compression)) {
      for (String text : numbers(from, to)) {
        writer.write(text.getBytes(StandardCharsets.UTF_8));
      }
    }
    return new ExampleFile(path.toString(), "train", to - from, Files.size(path));
  }
}
