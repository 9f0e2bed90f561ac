package io.millrace.transforms.statistics.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Utf8Test {
  @Test
  void acceptsEveryLengthOfSequence() {
    assertThat(isValid("a\u00e9\u20ac\ud83d\ude00".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(isValid(new byte[0])).isTrue();
  }

  @Test
  void refusesOverlongSurrogateTruncatedAndTooLarge() {
    assertThat(isValid(bytes(0xC0, 0x80))).isFalse();
    assertThat(isValid(bytes(0xE0, 0x9F, 0xBF))).isFalse();
    assertThat(isValid(bytes(0xED, 0xA0, 0x80))).isFalse();
    assertThat(isValid(bytes(0xF4, 0x90, 0x80, 0x80))).isFalse();
    assertThat(isValid(bytes(0xE2, 0x82))).isFalse();
    assertThat(isValid(bytes(0x80))).isFalse();
    assertThat(isValid(bytes(0xFF))).isFalse();
  }

  @Property
  void agreesWithTheDecoderOfTheJdk(@ForAll @Size(max = 6) byte[] bytes) {
    assertThat(isValid(bytes)).isEqualTo(decodes(bytes));
  }

  @Property
  void agreesOnBytesThatBeginLikeSequences(
      @ForAll @Size(min = 1, max = 4) byte[] bytes, @ForAll byte lead) {
    bytes[0] = (byte) (lead | 0xC0);
    for (int i = 1; i < bytes.length; i++) {
      bytes[i] = (byte) (bytes[i] & 0x3F | 0x80);
    }
    assertThat(isValid(bytes)).isEqualTo(decodes(bytes));
  }

  private static boolean isValid(byte[] bytes) {
    return Utf8.isValid(bytes, 0, bytes.length);
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
