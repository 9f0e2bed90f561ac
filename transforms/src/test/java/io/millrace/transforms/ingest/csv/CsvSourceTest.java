package io.millrace.transforms.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.millrace.artifacts.MillraceException;
import io.millrace.records.Example;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.ingest.format.CsvFormat;
import io.millrace.transforms.ingest.source.FileSlices;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.source.SourceReading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceTest {
  @TempDir Path folder;

  @Test
  void cellsBecomeFeaturesOfTheTypesOfTheirColumns() throws IOException {
    SourceReading.Result read = read("{}", "i,f,s,none\n1,2,x,\n,0.5,,\n-3,,ü,\n");

    assertThat(read.rejects()).isEmpty();
    assertThat(read.records())
        .containsExactly(
            new ExampleBuilder()
                .putLongs("i", 1)
                .putFloats("f", 2)
                .putBytes("s", utf8("x"))
                .putNone("none")
                .toByteArray(),
            new ExampleBuilder()
                .putLongs("i")
                .putFloats("f", 0.5f)
                .putBytesList("s", List.of())
                .putNone("none")
                .toByteArray(),
            new ExampleBuilder()
                .putLongs("i", -3)
                .putFloats("f")
                .putBytes("s", utf8("ü"))
                .putNone("none")
                .toByteArray());
  }

  /** {@code interop/test_csv.py} compares the file with what TFX's rules make of each table. */
  @Test
  void tablesBecomeTheExamplesThatTfxMakes() throws IOException {
    int number = 0;
    for (String line : NumberTextTest.lines("tables.tsv")) {
      number++;
      String[] fields = line.split("\t", -1);
      Path file = folder.resolve("table-" + number + ".csv");
      byte[] content = HexFormat.of().parseHex(fields[0]);
      Files.write(file, content);
      SourceReading.Result read = SourceReading.read(new CsvSource(CsvFormat.tfx()), file);
      String as = number + ": " + new String(content, StandardCharsets.UTF_8);
      if (fields[1].equals("refused")) {
        assertThat(read.rejects()).as(as).isNotEmpty();
      } else {
        assertThat(read.rejects()).as(as).isEmpty();
        assertThat(read.records().stream().map(HexFormat.of()::formatHex))
            .as(as)
            .containsExactlyElementsOf(
                fields[1].isEmpty() ? List.of() : Arrays.asList(fields[1].split(" ")));
      }
    }
  }

  @Test
  void everyOptionOfTheDialectCounts() throws IOException {
    SourceReading.Result read =
        read(
            "{delimiter: '\\t', quote: \"'\", escape: '\\', header: false, names: [a, b, c], null_tokens:"
                + " [NA, '\\N'], types: {c: string}}",
            "'x\ty'\tNA\t1\nit\\'s\t5\t\\N\nz\\\nz\t\\N\t'o''k'\n");

    assertThat(read.rejects()).isEmpty();
    assertThat(texts(read, "a")).containsExactly("x\ty", "it's", "z\nz");
    assertThat(read.examples().stream().map(e -> e.longs("b").length)).containsExactly(0, 1, 0);
    assertThat(texts(read, "c")).containsExactly("1", "-", "o'k");
  }

  @Test
  void columnsAreTakenAndLeftOut() throws IOException {
    String table = "a,b,c\n1,2,x\n3,y,z\n";
    assertThat(read("{columns: [c, a]}", table).examples().get(0).names())
        .containsExactly("a", "c");
    SourceReading.Result read = read("{drop: [c, a]}", table);
    assertThat(read.examples().get(0).names()).containsExactly("b");
    assertThat(texts(read, "b")).containsExactly("2", "y");
  }

  @Test
  void aSchemaGivesTheTypesOfItsColumnsAndOptionsOutrankIt() throws IOException {
    Path schema = folder.resolve("schema.pbtxt");
    Files.writeString(
        schema,
        "feature { name: 'a' type: BYTES } feature { name: 'b' type: FLOAT } feature { name: 'c' type: INT }"
            + " feature { name: 'elsewhere' type: INT }");
    for (String uri : List.of(schema.toString(), folder.toString())) {
      SourceReading.Result read =
          read("{schema: '%s', types: {c: float}}".formatted(uri), "a,b,c,d\n1,2,3,4\n");
      Example example = read.examples().get(0);
      assertThat(texts(read, "a")).containsExactly("1");
      assertThat(example.floats("b")).containsExactly(2);
      assertThat(example.floats("c")).containsExactly(3);
      assertThat(example.longs("d")).containsExactly(4);
    }
  }

  @Test
  void packedFilesAreReadWholeMemberAfterMember() throws IOException {
    byte[] table = utf8("a\n1\n2\n");
    byte[] more = utf8("3\n\"x\ny\"\n");
    for (String kind : List.of("gz", "bz2", "zst")) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      packed.write(pack(kind, table));
      packed.write(pack(kind, more));
      Path file = folder.resolve("table." + kind);
      Files.write(file, packed.toByteArray());
      FileSlices slices = (FileSlices) SourceReading.prepare(new CsvSource(CsvFormat.tfx()), file);
      assertThat(slices.units().get(0).get(0).packed()).isTrue();
      for (int cuts : new int[] {1, 3, 100}) {
        SourceReading.Result read = SourceReading.read(slices, cuts);
        assertThat(read.rejects()).isEmpty();
        assertThat(texts(read, "a")).as(kind).containsExactly("1", "2", "3", "x\ny");
      }
    }
  }

  @Test
  void damagedPackedFilesAreToldWithTheirName() throws IOException {
    for (String kind : List.of("gz", "bz2", "zst")) {
      byte[] packed = pack(kind, utf8("a\n" + "1\n".repeat(100_000)));
      Path file = folder.resolve("cut." + kind);
      Files.write(file, Arrays.copyOf(packed, packed.length - 6));
      assertThatThrownBy(() -> SourceReading.read(new CsvSource(CsvFormat.tfx()), file))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("cut." + kind + ": byte ")
          .hasMessageContaining("of the unpacked text: found");
    }
  }

  @Test
  void textOfAnyEncodingBecomesUtf8() throws IOException {
    String table = "größe,名\n\"ä,ö\",€\nß,x\n".replace("名", "n");
    for (String encoding :
        List.of(
            "UTF-8", "windows-1252", "ISO-8859-15", "UTF-16", "UTF-16LE", "UTF-32BE", "IBM1141")) {
      Path file = folder.resolve(encoding + ".csv");
      Files.write(file, table.getBytes(Charset.forName(encoding)));
      SourceReading.Result read =
          SourceReading.read(
              SourceReading.prepare(
                  new CsvSource(CsvOptions.of("{encoding: %s}".formatted(encoding))), file),
              3);
      assertThat(read.rejects()).as(encoding).isEmpty();
      assertThat(texts(read, "größe")).as(encoding).containsExactly("ä,ö", "ß");
      assertThat(texts(read, "n")).as(encoding).containsExactly("€", "x");
    }
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstName() throws IOException {
    assertThat(read("{}", "\ufeffa,b\n1,2\n").examples().get(0).names()).containsExactly("a", "b");
    Path file = folder.resolve("utf16.csv");
    Files.write(file, "\ufeffa\n1\n".getBytes(StandardCharsets.UTF_16LE));
    assertThat(
            SourceReading.read(new CsvSource(CsvOptions.of("{encoding: UTF-16LE}")), file)
                .examples()
                .get(0)
                .names())
        .containsExactly("a");
  }

  @Test
  void malformedUtf8StaysAsItIs() throws IOException {
    byte[] content = {'a', '\n', (byte) 0xff, (byte) 0xfe, '\n'};
    Path file = Files.write(folder.resolve("broken.csv"), content);
    SourceReading.Result read = SourceReading.read(new CsvSource(CsvFormat.tfx()), file);
    assertThat(read.examples().get(0).bytes("a").get(0)).containsExactly(0xff, 0xfe);
  }

  @Test
  void emptyFilesAreNoRecords() throws IOException {
    Path empty = Files.write(folder.resolve("a.csv"), new byte[0]);
    Path header = Files.writeString(folder.resolve("b.csv"), "x,y\n");
    Path data = Files.writeString(folder.resolve("c.csv"), "\n\r\nx,y\n\n1,2");
    SourceReading.Result read =
        SourceReading.read(new CsvSource(CsvFormat.tfx()), empty, header, data);
    assertThat(read.examples()).hasSize(1);
    assertThat(read.rejects()).isEmpty();
  }

  @Test
  void recordsThatAreNoRowsAreRejectedWithTheirLine() throws IOException {
    SourceReading.Result read =
        read(
            "{max_record_bytes: 22, types: {b: int}}",
            """
            a,b
            "x
            y",1
            1,2,3
            only
            v,1.5
            w,9223372036854775808
            012345678901234567890,1
            c\rd,1
            p"q",2
            "t"u,3
            """);

    assertThat(read.rejects().stream().map(CsvSourceTest::told))
        .containsExactly(
            "wrong_cell_count: line 4: found 3 cells (expected: 2: a, b); check the record, the delimiter and the quotes",
            "wrong_cell_count: line 5: found 1 cells (expected: 2: a, b); check the record, the delimiter and the quotes",
            "wrong_type: line 6: column 'b': found '1.5' (expected: an integer of 64 bits); mend the cell, add it to null_tokens, or give the column another type",
            "wrong_type: line 7: column 'b': found '9223372036854775808' (expected: an integer of 64 bits); mend the cell, add it to null_tokens, or give the column another type",
            "record_too_long: line 8: found a record of more than 22 bytes (expected: less, by max_record_bytes); probably a stray quote: double it and quote its cell, or set quote: '' if quotes are plain text",
            "bare_carriage_return: line 9: found a carriage return without a newline, outside quotes (expected: lines that end with \\n or \\r\\n); convert the file, or quote the cell");
    assertThat(read.rejects().get(0).content()).isEqualTo(utf8("1,2,3"));
    assertThat(texts(read, "a")).containsExactly("x\ny", "p\"q\"", "tu");
  }

  @Test
  void quotesThatDoNotPairAreToldWithTheirLine() throws IOException {
    SourceReading.Result merged = read("{}", "a,b\n1,2\n5\" pipe,3\n6\" pipe,4\n7,8\n");
    assertThat(merged.rejects().stream().map(CsvSourceTest::told))
        .containsExactly(
            "unbalanced_quotes: line 3: found the end of a line in a cell without quotes, while the quotes before it are odd (expected: pairs); probably a stray quote: double it and quote its cell, or set quote: '' if quotes are plain text");
    assertThat(merged.records()).hasSize(2);

    SourceReading.Result open = read("{}", "a,b\n1,2\nx,\n3,\"never\nclosed\n5,6\n");
    assertThat(open.rejects().stream().map(CsvSourceTest::told))
        .containsExactly(
            "unbalanced_quotes: line 4: found a quote that nothing closes before the end of the file (expected: pairs); probably a stray quote: double it and quote its cell, or set quote: '' if quotes are plain text");
    assertThat(open.rejects().get(0).content()).isEqualTo(utf8("3,\"never\nclosed\n5,6\n"));

    assertThat(texts(read("{quote: ''}", "a,b\n1,2\n5\" pipe,3\n"), "a"))
        .containsExactly("1", "5\" pipe");
  }

  @Test
  void headersThatDifferAreToldWithBothFiles() throws IOException {
    Path first = Files.writeString(folder.resolve("1.csv"), "a,b\n1,2\n");
    Path second = Files.writeString(folder.resolve("2.csv"), "a,c\n1,2\n");
    refused(
        CsvFormat.tfx(),
        second
            + ": its header differs from that of "
            + first
            + ": found 'c' as column 2 of 2 columns (expected: 'b' as column 2 of 2 columns, as in all files of an input split); mend it, or make several input_splits",
        first,
        second);
    Path twice = Files.writeString(folder.resolve("3.csv"), "a,b,a\n");
    refused(
        CsvFormat.tfx(),
        twice
            + ": line 1: the header names column 'a' twice (expected: each name once); rename one",
        twice);
    Path empty = Files.writeString(folder.resolve("4.csv"), "\n");
    refused(
        CsvFormat.tfx(),
        empty
            + ": found no header, all 1 files are empty (expected: a first line with the names of the columns); check the input",
        empty);
  }

  @Test
  void optionsMustNameColumns() throws IOException {
    Path file = Files.writeString(folder.resolve("1.csv"), "a,b\n1,2\n");
    refused(
        CsvOptions.of("{columns: [c]}"), "columns: no column 'c' (expected: some of a, b)", file);
    refused(
        CsvOptions.of("{types: {c: int}}"), "types: no column 'c' (expected: some of a, b)", file);
    refused(
        CsvOptions.of("{drop: [a, b]}"),
        "drop: leaves no column (expected: at least one of a, b)",
        file);
  }

  private void refused(CsvFormat format, String message, Path... files) {
    assertThatThrownBy(() -> SourceReading.read(new CsvSource(format), files))
        .isInstanceOf(MillraceException.class)
        .hasMessage(message);
  }

  private SourceReading.Result read(String yaml, String table) throws IOException {
    Path file = Files.writeString(folder.resolve("table.csv"), table);
    return SourceReading.read(new CsvSource(CsvOptions.of(yaml)), file);
  }

  private static String told(RejectedRecordException rejected) {
    return rejected.reason() + ": " + rejected.position() + ": " + rejected.getMessage();
  }

  private static List<String> texts(SourceReading.Result read, String column) {
    return read.examples().stream()
        .map(
            example ->
                example.bytes(column).isEmpty()
                    ? "-"
                    : new String(example.bytes(column).get(0), StandardCharsets.UTF_8))
        .toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] pack(String kind, byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    switch (kind) {
      case "gz" -> {
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
          out.write(content);
        }
      }
      case "bz2" -> {
        try (BZip2CompressorOutputStream out = new BZip2CompressorOutputStream(packed)) {
          out.write(content);
        }
      }
      default -> packed.write(Zstd.compress(content));
    }
    return packed.toByteArray();
  }
}
