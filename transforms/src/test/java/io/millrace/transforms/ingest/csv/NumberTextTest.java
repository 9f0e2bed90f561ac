package io.millrace.transforms.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NumberTextTest {
  private final NumberText number = new NumberText();

  /** {@code interop/test_csv.py} compares the file with what tfx_bsl's decoder says. */
  @Test
  void textsAreTheNumbersThatTfxSees() throws IOException {
    for (String line : lines("number-texts.tsv")) {
      String[] fields = line.split("\t", -1);
      byte[] cell = HexFormat.of().parseHex(fields[0]);
      String text = "'" + new String(cell, StandardCharsets.UTF_8) + "'";
      if (cell.length > 0) {
        assertThat(number.type(cell, 0, cell.length)).as(text).hasToString(fields[1]);
      }
      boolean integer = number.readLong(cell, 0, cell.length);
      assertThat(integer).as(text).isEqualTo(fields[1].equals("INT"));
      if (integer) {
        assertThat(number.longValue()).as(text).isEqualTo(Long.parseLong(fields[2]));
      }
      boolean isFloat = number.readFloat(cell, 0, cell.length);
      assertThat(isFloat).as(text).isEqualTo(!fields[3].isEmpty());
      if (isFloat) {
        int bits = Float.floatToRawIntBits(number.floatValue());
        assertThat(HexFormat.of().toHexDigits(bits)).as(text).isEqualTo(fields[3]);
      }
    }
  }

  @Test
  void integersOfMoreDigitsThanPythonTakesAreFloats() {
    assertThat(type("1".repeat(4300))).isEqualTo(ColumnType.STRING);
    assertThat(type("1".repeat(4301))).isEqualTo(ColumnType.FLOAT);
    assertThat(type("0".repeat(4300))).isEqualTo(ColumnType.INT);
  }

  @Property
  void everyDoubleIsReadAsTheJdkReadsIt(@ForAll double value) {
    byte[] cell = ("" + value).getBytes(StandardCharsets.US_ASCII);
    assertThat(number.readFloat(cell, 0, cell.length)).isTrue();
    assertThat(number.floatValue()).isEqualTo((float) value);
  }

  @Property
  void everyLongIsReadAsItIs(@ForAll long value) {
    byte[] cell = ("x" + value + "x").getBytes(StandardCharsets.US_ASCII);
    assertThat(number.readLong(cell, 1, cell.length - 1)).isTrue();
    assertThat(number.longValue()).isEqualTo(value);
  }

  private ColumnType type(String text) {
    return number.type(text.getBytes(StandardCharsets.US_ASCII), 0, text.length());
  }

  static List<String> lines(String resource) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                NumberTextTest.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }
}
