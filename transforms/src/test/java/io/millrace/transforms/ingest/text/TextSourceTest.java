package io.millrace.transforms.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.records.Example;
import io.millrace.records.FeatureKind;
import io.millrace.transforms.ingest.format.TextFormat;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SourceReading;
import io.millrace.transforms.ingest.source.SourceRecords;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextSourceTest {
  @TempDir Path folder;

  @Test
  void eachFileIsADocument() throws IOException {
    write("train/pos/1 ü.txt", "Schön!\r\nEnde\n");
    write("train/neg/2.txt", "");
    write("test/neg/3.txt", "\ufeffmarked");

    List<Example> examples = read(files("UTF-8"), folder).examples();

    assertThat(examples)
        .extracting(e -> text(e, "text"))
        .containsExactly("marked", "", "Schön!\r\nEnde\n");
    assertThat(examples).extracting(e -> text(e, "label")).containsExactly("neg", "neg", "pos");
    assertThat(examples)
        .extracting(e -> text(e, "split"))
        .containsExactly("test", "train", "train");
    assertThat(text(examples.get(2), "name")).isEqualTo("1 ü.txt");
  }

  @Test
  void otherEncodingsBecomeUtf8() throws IOException {
    for (String encoding : List.of("windows-1251", "UTF-16LE", "UTF-16")) {
      Files.createDirectories(folder.resolve("a"));
      Files.write(folder.resolve("a/1"), "Привет".getBytes(Charset.forName(encoding)));

      assertThat(text(read(files(encoding), folder).examples().get(0), "text")).isEqualTo("Привет");
    }
  }

  @Test
  void malformedAndHugeFilesAreRejected() throws IOException {
    Files.createDirectories(folder.resolve("a"));
    Files.write(folder.resolve("a/1"), new byte[] {'a', 'b', (byte) 0xc3, '('});
    write("a/2", "x".repeat(101));
    write("a/3", "x".repeat(100));

    SourceReading.Result result = read(files("UTF-8"), folder);

    assertThat(result.examples()).hasSize(1);
    assertThat(result.rejects())
        .extracting(RejectedRecordException::reason)
        .containsExactly("malformed_text", "too_many_bytes");
    assertThat(result.rejects().get(0).describe())
        .startsWith(folder + "/a/1: byte 2: bytes that are no UTF-8 (expected: text in it)");
  }

  @Test
  void eachLineIsADocumentWithOrWithoutALabel() throws IOException {
    write("a.txt", "\ufeffpos\tgut\r\n\tleer\nneg\t\n\npos\tlast\tone");

    SourceReading.Result labelled =
        read(lines("\t", List.of("neg", "pos")), folder.resolve("a.txt"));
    assertThat(labelled.examples())
        .extracting(e -> text(e, "text"))
        .containsExactly("gut", "leer", "", "last\tone");
    assertThat(labelled.examples().get(0).longs("label")).containsExactly(1);
    assertThat(labelled.examples().get(1).kind("label")).isEqualTo(FeatureKind.NONE);
    assertThat(labelled.rejects())
        .singleElement()
        .satisfies(
            e ->
                assertThat(e.describe())
                    .startsWith(folder + "/a.txt: line at byte 23: a line without the separator"));

    List<Example> plain = read(lines(null, List.of()), folder.resolve("a.txt")).examples();
    assertThat(plain).hasSize(5);
    assertThat(plain.get(3).names()).containsExactly("text");
    assertThat(text(plain.get(3), "text")).isEmpty();
  }

  @Test
  void brokenLinesAreRejectedAndTheNextIsRead() throws IOException {
    Path file = folder.resolve("a.txt");
    Files.write(file, new byte[] {'a', (byte) 0xff, '\n', 'b', '\n'});
    Files.writeString(file, "x".repeat(200_000) + "\nc", StandardOpenOption.APPEND);

    SourceReading.Result result = read(lines(null, List.of()), file);

    assertThat(result.examples()).extracting(e -> text(e, "text")).containsExactly("b", "c");
    assertThat(result.rejects())
        .extracting(RejectedRecordException::reason)
        .containsExactly("malformed_text", "too_many_bytes");
    assertThat(result.rejects().get(1).position()).isEqualTo("line at byte 5");
  }

  @Test
  void anyCutGivesTheSameLines() throws IOException {
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < 300; i++) {
      content.append("ü".repeat(i % 7)).append(i % 3 == 0 ? "\r\n" : "\n");
    }
    write("a.txt", content + "end");
    SourceRecords found =
        SourceReading.prepare(new TextSource(lines(null, List.of())), folder.resolve("a.txt"));

    List<byte[]> whole = SourceReading.read(found, 1).records();

    assertThat(whole).hasSize(301);
    for (int slices = 2; slices < 60; slices += 3) {
      assertThat(SourceReading.read(found, slices).records()).containsExactlyElementsOf(whole);
    }
  }

  @Test
  void optionsThatContradictEachOtherAreUsageErrors() {
    assertUsage(() -> files("klingon"), "encoding: 'klingon': unknown");
    assertUsage(
        () -> new TextFormat(true, Optional.empty(), false, List.of(), "UTF-16", 9),
        "encoding: UTF-16: lines do not end in one byte");
    assertUsage(
        () -> new TextFormat(false, Optional.of(","), false, List.of(), "UTF-8", 9),
        "separator: given without lines");
    assertUsage(
        () -> new TextFormat(true, Optional.empty(), false, List.of("a"), "UTF-8", 9),
        "labels: given with lines, but no separator");
    assertUsage(
        () -> new TextFormat(false, Optional.empty(), false, List.of("a", "a"), "UTF-8", 9),
        "labels: 'a' twice");
  }

  private static TextFormat files(String encoding) {
    return new TextFormat(false, Optional.empty(), false, List.of(), encoding, 100);
  }

  private static TextFormat lines(String separator, List<String> labels) {
    return new TextFormat(true, Optional.ofNullable(separator), false, labels, "UTF-8", 100_000);
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static SourceReading.Result read(TextFormat format, Path input) throws IOException {
    return SourceReading.read(new TextSource(format), input);
  }

  private static void assertUsage(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(Category.USAGE))
        .hasMessageContaining(message);
  }

  private static String text(Example example, String name) {
    return new String(example.bytes(name).get(0), StandardCharsets.UTF_8);
  }
}
