package io.millrace.records.spark.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileLogTest {
  @TempDir private Path folder;

  private FileLog open() throws IOException {
    return FileLog.open(folder.toString(), new Configuration());
  }

  private static LoggedFile file(long batch) {
    return new LoggedFile(batch, "file:/d/with\ttab and=" + batch, 7, 8);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Test
  void anEmptyLogHasNoBatch() throws IOException {
    assertThat(open().latest()).isEqualTo(-1);
  }

  @Test
  void whatWasAppendedIsThereAfterARestart() throws IOException {
    for (int i = 0; i < 25; i++) {
      FileLog log = open();
      assertThat(log.latest()).isEqualTo(i - 1);
      log.append(List.of(file(i)));
    }

    FileLog log = open();

    assertThat(log.latest()).isEqualTo(24);
    assertThat(log.between(-1, 24)).hasSize(25);
    assertThat(log.between(8, 10)).containsExactly(file(9), file(10));
    assertThat(log.contains(file(3).path())).isTrue();
    assertThat(log.contains("file:/d/other")).isFalse();
  }

  @Test
  void theLogIsCompacted() throws IOException {
    FileLog log = open();
    for (int i = 0; i < 32; i++) {
      log.append(List.of(file(i)));
    }

    assertThat(names()).containsExactly("29.compact", "30", "31");
  }

  @Test
  void leftoversOfACompactionDoNoHarm() throws IOException {
    FileLog log = open();
    for (int i = 0; i < 12; i++) {
      log.append(List.of(file(i)));
    }
    Files.writeString(folder.resolve("3"), "half");
    Files.writeString(folder.resolve(".12.x.tmp"), "half");

    assertThat(open().between(-1, 11)).hasSize(12);
  }

  @Test
  void twoQueriesOnOneCheckpointAreRefused() throws IOException {
    FileLog one = open();
    FileLog other = open();
    one.append(List.of(file(0)));

    assertThatThrownBy(() -> other.append(List.of(file(0))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another query uses the same checkpoint");
  }

  @Test
  void damageIsNamed() throws IOException {
    open().append(List.of(file(0)));
    Files.writeString(folder.resolve("2"), "millrace-files-1\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found batch 2 of a stream (expected: 1)");

    Files.delete(folder.resolve("2"));
    Files.writeString(folder.resolve("1"), "v9\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found version 'v9' (expected: millrace-files-1)");

    Files.writeString(folder.resolve("1"), "millrace-files-1\nx\n");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("found 'x' (expected: batch, length, time and path)");
  }

  @Test
  void offsetsAreNumbersOfBatches() {
    assertThat(FileOffset.parse(new FileOffset(7).json())).isEqualTo(new FileOffset(7));
    assertThatThrownBy(() -> FileOffset.parse("{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found the offset '{}' (expected: the number of a batch)");
  }
}
