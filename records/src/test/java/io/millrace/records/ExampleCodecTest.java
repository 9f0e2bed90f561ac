package io.millrace.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ExampleCodecTest {
  private final ExampleBuilder builder = new ExampleBuilder();
  private final ExampleCursor cursor = new ExampleCursor();

  @Test
  void bytesAreThoseOfProtobufsDeterministicSerialization() {
    builder.putLongs("b", 1, -1).putFloats("a", 1.5f).putBytes("c", new byte[] {7});

    assertThat(hex(builder.toByteArray()))
        .isEqualTo(
            message(
                1,
                entry("a", message(2, message(1, "0000c03f")))
                    + entry("b", message(3, message(1, "01" + "ff".repeat(9) + "01")))
                    + entry("c", message(1, message(1, "07")))));
  }

  @Test
  void setButEmptyListsAndFeaturesWithoutAListAreKeptApart() {
    builder.putNone("n").putBytesList("b", List.of()).putFloats("f").putLongs("i");

    assertThat(hex(builder.toByteArray()))
        .isEqualTo(
            message(
                1,
                entry("b", message(1, ""))
                    + entry("f", message(2, ""))
                    + entry("i", message(3, ""))
                    + entry("n", "")));
    Example example = Example.parse(builder.toByteArray());
    assertThat(example.kind("n")).isEqualTo(FeatureKind.NONE);
    assertThat(example.bytes("b")).isEmpty();
    assertThat(example.floats("f")).isEmpty();
    assertThat(example.longs("i")).isEmpty();
  }

  @Test
  void namesAreSortedByTheirBytesNotByUtf16() {
    String beyondBasicPlane = "\ud83d\ude00";
    String privateUse = "\uf8ff";
    builder.putLongs(beyondBasicPlane, 1).putLongs(privateUse, 2).putLongs("", 3);

    byte[] bytes = builder.toByteArray();
    cursor.reset(bytes);

    assertThat(cursor.nextFeature()).isTrue();
    assertThat(cursor.name()).isEmpty();
    assertThat(cursor.nextFeature()).isTrue();
    assertThat(cursor.name()).isEqualTo(privateUse);
    assertThat(cursor.nextFeature()).isTrue();
    assertThat(cursor.name()).isEqualTo(beyondBasicPlane);
    assertThat(cursor.nextFeature()).isFalse();
  }

  @Test
  void puttingANameAgainReplacesItsValueAndResetForgets() {
    builder.putLongs("a", 1).putLongs("b", 2).putFloats("a", 3);
    assertThat(Example.parse(builder.toByteArray()).floats("a")).containsExactly(3);
    assertThat(builder.featureCount()).isEqualTo(2);

    assertThat(builder.reset().toByteArray()).isEmpty();
    assertThat(Example.parse(new byte[0]).names()).isEmpty();
  }

  @Test
  void halfASurrogatePairIsNoName() {
    assertThatThrownBy(() -> builder.putLongs("\ud83d", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("half a surrogate pair");
  }

  @Test
  void manyFeaturesAreFoundByName() {
    for (int i = 999; i >= 0; i--) {
      builder.putLongs("feature" + i, i, i + 1);
    }
    byte[] bytes = builder.toByteArray();
    long[] values = new long[3];

    for (int round = 0; round < 2; round++) {
      cursor.reset(bytes);
      assertThat(cursor.featureCount()).isEqualTo(1000);
      for (int i = 0; i < 1000; i++) {
        assertThat(cursor.seek(utf8("feature" + i))).isTrue();
        assertThat(cursor.nameEquals(utf8("feature" + i))).isTrue();
        assertThat(cursor.readLongs(values, 1)).isEqualTo(2);
        assertThat(values).containsExactly(0, i, i + 1);
      }
      assertThat(cursor.seek(utf8("feature1000"))).isFalse();
      assertThat(cursor.name()).isEqualTo("feature999");
    }
  }

  @Test
  void theCursorReadsAPartOfAnArray() {
    byte[] one = builder.putBytes("x", utf8("value"), 1, 3).toByteArray();
    byte[] padded = new byte[one.length + 20];
    Arrays.fill(padded, (byte) 0xff);
    System.arraycopy(one, 0, padded, 7, one.length);

    cursor.reset(padded, 7, one.length);

    assertThat(cursor.nextFeature()).isTrue();
    assertThat(cursor.kind()).isEqualTo(FeatureKind.BYTES);
    assertThat(
            new String(
                padded, cursor.bytesOffset(0), cursor.bytesLength(0), StandardCharsets.UTF_8))
        .isEqualTo("alu");
    assertThatThrownBy(() -> cursor.bytesOffset(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> cursor.readFloats(new float[1], 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("feature 'x' holds BYTES (expected: FLOAT)");
  }

  @Test
  void packedAndUnpackedListsMixAndUnknownFieldsAreSkipped() {
    String group = "1b" + "08ff01" + "2b" + "08002c" + "1c";
    String integers =
        "0807" + message(1, "0809") + "0d00000000" + message(5, "00") + group + "0803";
    String floats = "0d0000803f" + message(1, "0000004000004040") + "0800" + "0d00008040";
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                message(9, "abcd")
                    + message(
                        1,
                        "1001"
                            + entry("i", message(3, integers))
                            + entry("f", message(2, floats))
                            + "3900000000000000aa"));
    Example example = Example.parse(bytes);

    assertThat(example.longs("i")).containsExactly(7, 8, 9, 3);
    assertThat(example.floats("f")).containsExactly(1, 2, 3, 4);
  }

  @Test
  void partsOfAMessageAreMergedAndTheLastListAndTheLastNameCount() {
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                message(1, entry("a", message(3, message(1, "01"))))
                    + message(
                        1,
                        entry("b", message(3, message(1, "05")) + message(2, "0d0000803f"))
                            + entry("a", message(3, message(1, "02")) + message(3, "0803"))
                            + message(
                                1,
                                message(2, message(1, message(1, "aa")))
                                    + message(1, "63")
                                    + message(2, message(1, message(1, "bb"))))));
    Example example = Example.parse(bytes);

    assertThat(example.names()).containsExactly("a", "b", "c");
    assertThat(example.longs("a")).containsExactly(2, 3);
    assertThat(example.floats("b")).containsExactly(1);
    assertThat(example.bytes("c"))
        .containsExactly(new byte[] {(byte) 0xaa}, new byte[] {(byte) 0xbb});
  }

  @Test
  void anEntryWithoutAnyFieldIsAnUnnamedFeatureWithoutAList() {
    Example example = Example.parse(HexFormat.of().parseHex("0a020a00"));

    assertThat(example.names()).containsExactly("");
    assertThat(example.kind("")).isEqualTo(FeatureKind.NONE);
  }

  @Test
  void malformedBytesAreReportedWithTheirPlace() {
    assertMalformed("0a05", "byte 0: found field 1 of 5 bytes (expected: at most 0, what is left)");
    assertMalformed("0a", "byte 1: found a number without an end");
    assertMalformed("00", "byte 0: found field 0 of wire type 0");
    assertMalformed("0f", "byte 0: found field 1 of wire type 7");
    assertMalformed("14", "byte 0: found the end of a group that never started");
    assertMalformed("13", "byte 0: found group 2 without an end");
    assertMalformed("131c", "byte 1: found the end of group 3");
    assertMalformed("13".repeat(101), "groups 101 deep");
    assertMalformed("08" + "ff".repeat(10) + "01", "byte 1: found a number of more than 10 bytes");
    assertMalformed("0d000000", "byte 0: found 3 bytes left");
    assertMalformed(
        message(1, entry("f", message(2, message(1, "000000")))), "found 3 bytes of packed floats");
    assertMalformed(
        message(1, entry("i", message(3, message(1, "0180")))), "found a number without an end");
    assertMalformed(
        message(1, entry("i", message(3, message(1, "ff".repeat(11))))), "more than 10 bytes");
    assertMalformed(message(1, message(1, message(1, "ff"))), "a feature name that is not UTF-8");
  }

  @Test
  void placesCountFromTheStartOfTheExample() {
    byte[] padded = new byte[50];
    padded[40] = 0x0a;
    padded[41] = 9;

    assertThatThrownBy(() -> cursor.reset(padded, 40, 3))
        .isInstanceOfSatisfying(
            MalformedExampleException.class,
            e -> {
              assertThat(e.byteOffset()).isZero();
              assertThat(e.found()).isEqualTo("field 1 of 9 bytes");
              assertThat(e.expected()).isEqualTo("at most 1, what is left");
            });
  }

  @Test
  void missingFeaturesAndWrongKindsAreNamed() {
    Example example = Example.parse(builder.putLongs("a", 4).toByteArray());

    assertThatThrownBy(() -> example.longs("b"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("no feature 'b' (expected: one of [a])");
    assertThatThrownBy(() -> example.bytes("a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("feature 'a' holds INT64 (expected: BYTES)");
    assertThat(example.kind("b")).isEqualTo(FeatureKind.NONE);
  }

  @Test
  void aCursorHasValuesOnAFeatureOnly() {
    cursor.reset(builder.putLongs("a", 4).toByteArray());
    assertNoFeature();

    assertThat(cursor.nextFeature()).isTrue();
    assertThat(cursor.valueCount()).isOne();
    assertThat(cursor.nextFeature()).isFalse();
    assertNoFeature();

    assertThat(cursor.seek(utf8("a"))).isTrue();
    assertThat(cursor.kind()).isEqualTo(FeatureKind.INT64);
    cursor.reset(new byte[0]);
    assertNoFeature();
  }

  private void assertNoFeature() {
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(cursor::kind, cursor::name, () -> cursor.bytesOffset(0))) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no current feature (expected: nextFeature() was true)");
    }
  }

  private static void assertMalformed(String hex, String message) {
    assertThatThrownBy(() -> Example.parse(HexFormat.of().parseHex(hex)))
        .as(hex)
        .isInstanceOf(MalformedExampleException.class)
        .hasMessageContaining(message);
  }

  private static String entry(String name, String feature) {
    return message(1, message(1, hex(utf8(name))) + message(2, feature));
  }

  private static String message(int field, String hex) {
    return "%02x%02x%s".formatted(field << 3 | 2, hex.length() / 2, hex);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
