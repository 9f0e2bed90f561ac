package io.millrace.records.spark.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.records.WireBytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
  private static boolean byTheJdk(byte[] bytes, int offset, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80", "c0af", "c1bf", "e08080", "e09fbf", "eda080", "edbfbf", "f08080", "f0808080",
        "f08fbfbf", "f4908080", "f5808080", "ff", "c3", "e282", "f09f98", "41c328", "e228a1",
        "f0288cbc", "414141414141414180"
      })
  void otherBytesAreRefused(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(Utf8.isValid(bytes, 0, bytes.length)).isFalse();
    assertThat(byTheJdk(bytes, 0, bytes.length)).isFalse();
  }

  @Test
  void theBordersOfAllLengthsAreText() {
    for (int point :
        new int[] {0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff}) {
      byte[] bytes = ("twelve bytes" + Character.toString(point)).getBytes(StandardCharsets.UTF_8);
      assertThat(Utf8.isValid(bytes, 0, bytes.length)).isTrue();
    }
  }

  /** Text with some bytes that mostly break it. */
  @Provide
  Arbitrary<byte[]> nearlyText() {
    Arbitrary<byte[]> text =
        Arbitraries.strings().ofMaxLength(30).map(s -> s.getBytes(StandardCharsets.UTF_8));
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(3);
    return Arbitraries.oneOf(text, bytes).list().ofMaxSize(4).map(WireBytes::concat);
  }

  @Property(tries = 3000)
  void itAgreesWithTheDecoderOfTheJdk(@ForAll("nearlyText") byte[] bytes, @ForAll byte cut) {
    int from = bytes.length == 0 ? 0 : Math.floorMod(cut, bytes.length);
    assertThat(Utf8.isValid(bytes, from, bytes.length - from))
        .isEqualTo(byTheJdk(bytes, from, bytes.length - from));
  }
}
