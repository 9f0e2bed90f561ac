package io.millrace.records.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTextsTest {
  @Test
  void arraysOfStringsAreRead() {
    assertThat(JsonTexts.parse("[]")).isEmpty();
    assertThat(JsonTexts.parse("[\"a\"]")).containsExactly("a");
    assertThat(JsonTexts.parse(" [ \"a,]\" , \"b\\\"\\\\\\/\\n\\u00e9\" ] "))
        .containsExactly("a,]", "b\"\\/\né");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[", "a", "[1]", "[\"a\"", "[\"a", "[\"\\x\"]", "[\"\\u00\"]"})
  void allElseIsRefused(String json) {
    assertThatThrownBy(() -> JsonTexts.parse(json)).isInstanceOf(IllegalArgumentException.class);
  }
}
