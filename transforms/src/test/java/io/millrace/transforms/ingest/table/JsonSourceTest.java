package io.millrace.transforms.ingest.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.Example;
import io.millrace.records.FeatureKind;
import io.millrace.transforms.ingest.format.Decimals;
import io.millrace.transforms.ingest.format.JsonFormat;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SourceReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonSourceTest {
  @TempDir Path folder;
  private static final JsonSource JSON =
      new JsonSource(new JsonFormat(List.of(), Optional.empty(), Decimals.NUMBER));

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String text(Example example, String name) {
    return new String(example.bytes(name).get(0), UTF_8);
  }

  @Test
  void objectsBecomeExamplesByTheTypesOfAllLines() throws IOException {
    Path a =
        write(
            "a.json",
            "{\"n\": 0, \"t\": \"\", \"b\": false, \"o\": {\"x\": [1, 2]}}\r\n"
                + "\n"
                + "{\"n\": 1.5, \"t\": \"漢ü\", \"b\": null}\n");
    Path b = write("b.json", "{\"n\": 7, \"t\": \"" + "long".repeat(300_000) + "\"}");

    SourceReading.Result result = SourceReading.read(JSON, a, b);

    List<Example> found = result.examples();
    assertThat(result.rejects()).isEmpty();
    assertThat(found).hasSize(3);
    assertThat(found.get(0).floats("n")).containsExactly(0);
    assertThat(text(found.get(0), "t")).isEmpty();
    assertThat(found.get(0).longs("b")).containsExactly(0);
    assertThat(found.get(0).longs("o.x")).containsExactly(1, 2);
    assertThat(found.get(1).kind("b")).isEqualTo(FeatureKind.NONE);
    assertThat(found.get(1).kind("o.x")).isEqualTo(FeatureKind.NONE);
    assertThat(text(found.get(1), "t")).isEqualTo("漢ü");
    assertThat(text(found.get(2), "t")).hasSize(1_200_000);
  }

  @Test
  void malformedLinesAreRejectedWithFileLineAndColumn() throws IOException {
    Path file =
        write(
            "a.json",
            "{\"n\": 1}\n\n{\"n\": 2\n{\"n\": 3} {\"n\": 4}\n[5]\n6\n{\"n\": 7}\n{\"n\": 8,}\n");

    SourceReading.Result result = SourceReading.read(JSON, file);

    assertThat(result.examples().stream().map(e -> e.longs("n")[0])).containsExactly(1L, 7L);
    assertThat(result.rejects())
        .extracting(RejectedRecordException::position)
        .containsExactly("line 3", "line 4", "line 5", "line 6", "line 8");
    assertThat(result.rejects())
        .allSatisfy(
            rejected -> {
              assertThat(rejected.reason()).isEqualTo("malformed_json");
              assertThat(rejected.source()).isEqualTo(file.toString());
            });
    assertThat(result.rejects().get(1).describe())
        .isEqualTo(
            file
                + ": line 4: column 10: found more behind the object (expected: one JSON object);"
                + " mend the line, or remove it");
    assertThat(result.rejects().get(1).content())
        .asString(UTF_8)
        .isEqualTo("{\"n\": 3} {\"n\": 4}");
  }

  @Test
  void selectAndWhereApplyAndKeepRejects() throws IOException {
    Path file = write("a.json", "{\"n\": 1, \"m\": {\"k\": 2}}\n{\n{\"n\": 3}\n");
    JsonSource some =
        new JsonSource(
            new JsonFormat(List.of("n * 2 AS twice"), Optional.of("n > 1"), Decimals.NUMBER));
    SourceReading.Result result = SourceReading.read(some, file);
    assertThat(result.examples()).hasSize(1);
    assertThat(result.examples().get(0).longs("twice")).containsExactly(6);
    assertThat(result.rejects()).hasSize(1);
  }

  @Test
  void aFileWithoutObjectsIsAnError() throws IOException {
    Path file = write("a.json", "\n\n");
    assertThatThrownBy(() -> SourceReading.prepare(JSON, file))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            file
                + ": found no JSON object with a value (expected: JSON lines, one object a line); is"
                + " it one array over many lines?");
  }
}
