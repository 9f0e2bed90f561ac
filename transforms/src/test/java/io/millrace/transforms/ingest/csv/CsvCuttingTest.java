package io.millrace.transforms.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.ingest.format.CsvFormat;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SourceReading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** However a file is cut, into parts to look at and into slices to read, the same comes of it. */
class CsvCuttingTest {
  private static final List<String> CELLS =
      List.of(
          "",
          "",
          "0",
          "17",
          "-2.5",
          "1e3",
          "x",
          " ",
          "a,b",
          "q\"q",
          "\"",
          "two\nlines",
          "a\r\nb",
          "ü",
          "日本語",
          "\n\n\n",
          "long ".repeat(9));

  @Property(tries = 100)
  void tablesAreReadAsTheyWereWritten(
      @ForAll("tables") List<List<String>> table,
      @ForAll @IntRange(min = 1, max = 60) int step,
      @ForAll @IntRange(min = 1, max = 3) int stepsPerPart,
      @ForAll @IntRange(min = 1, max = 12) int slices,
      @ForAll boolean carriageReturns)
      throws IOException {
    StringBuilder text = new StringBuilder("a,b,c");
    String end = carriageReturns ? "\r\n" : "\n";
    for (List<String> row : table) {
      text.append(end);
      List<String> cells = new ArrayList<>();
      for (String cell : row) {
        boolean quoted = cell.matches("(?s).*[,\"\r\n].*") || (cell.length() + row.size()) % 2 == 0;
        cells.add(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
      }
      text.append(String.join(",", cells));
    }

    Outcome found =
        read(CsvFormat.tfx(), text.toString(), new SurveyJob.Steps(step, stepsPerPart), slices);

    assertThat(found.rejects).isEmpty();
    assertThat(found.records).isEqualTo(expected(table));
    assertThat(found.announced).isEqualTo(table.size());
  }

  @Property(tries = 200)
  void anyTextGivesTheSameHoweverItIsCut(
      @ForAll("texts") String text,
      @ForAll boolean escapes,
      @ForAll @IntRange(min = 1, max = 9) int step,
      @ForAll @IntRange(min = 1, max = 3) int stepsPerPart,
      @ForAll @IntRange(min = 1, max = 9) int slices,
      @ForAll @IntRange(min = 2, max = 40) int maxRecordBytes)
      throws IOException {
    CsvFormat format =
        CsvOptions.of(
            "{header: false, names: [a, b], escape: '%s', max_record_bytes: %d}"
                .formatted(escapes ? "\\" : "", maxRecordBytes));

    Outcome whole = read(format, text, SurveyJob.Steps.DEFAULT, 1);
    Outcome cut = read(format, text, new SurveyJob.Steps(step, stepsPerPart), slices);

    assertThat(cut).isEqualTo(whole);
    assertThat(whole.announced).isEqualTo(whole.records.size() + whole.rejects.size());
  }

  @Provide
  Arbitrary<List<List<String>>> tables() {
    return Arbitraries.of(CELLS).list().ofSize(3).list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("1", "x", ",", ",", "\"", "\n", "\n", "\r\n", "\r", "\\", "\"\"", "2.5")
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }

  private record Outcome(List<String> records, List<String> rejects, long announced) {}

  private static Outcome read(CsvFormat format, String text, SurveyJob.Steps steps, int slices)
      throws IOException {
    Path file = Files.createTempFile("cut", ".csv");
    try {
      Files.writeString(file, text);
      FileSlices found =
          (FileSlices)
              SourceReading.prepare(new CsvSource(format, steps, MissingCells.EMPTY_LIST), file);
      SourceReading.Result read = SourceReading.read(found, slices);
      return new Outcome(
          read.records().stream().map(HexFormat.of()::formatHex).toList(),
          read.rejects().stream().map(CsvCuttingTest::told).toList(),
          found.records().orElseThrow());
    } finally {
      Files.delete(file);
    }
  }

  private static String told(RejectedRecordException rejected) {
    return rejected.position()
        + rejected.getMessage()
        + new String(rejected.content(), StandardCharsets.UTF_8);
  }

  /** What comes of a table, in the plainest words. */
  private static List<String> expected(List<List<String>> table) {
    int[] types = new int[3];
    for (List<String> row : table) {
      for (int i = 0; i < 3; i++) {
        types[i] = Math.max(types[i], type(row.get(i)));
      }
    }
    List<String> examples = new ArrayList<>();
    for (List<String> row : table) {
      ExampleBuilder example = new ExampleBuilder();
      for (int i = 0; i < 3; i++) {
        put(example, String.valueOf((char) ('a' + i)), types[i], row.get(i));
      }
      examples.add(HexFormat.of().formatHex(example.toByteArray()));
    }
    return examples;
  }

  private static int type(String cell) {
    if (cell.isEmpty()) {
      return 0;
    }
    if (cell.matches("-?[0-9]+")) {
      return 1;
    }
    return cell.matches("-?[0-9.e]+") ? 2 : 3;
  }

  private static void put(ExampleBuilder example, String name, int type, String cell) {
    boolean missing = cell.isEmpty();
    switch (type) {
      case 0 -> example.putNone(name);
      case 1 -> example.putLongs(name, missing ? new long[0] : new long[] {Long.parseLong(cell)});
      case 2 ->
          example.putFloats(name, missing ? new float[0] : new float[] {Float.parseFloat(cell)});
      default ->
          example.putBytesList(
              name, missing ? List.of() : List.of(cell.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
