package io.millrace.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.ExampleBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SliceKeysTest {
  private final ExampleBuilder example = new ExampleBuilder();

  @Test
  void everyExampleIsInTheOverallSlice() {
    assertThat(slices(List.of())).containsExactly("overall");
  }

  @Test
  void eachKindOfValueMakesASlice() {
    example.putLongs("label", -7);
    example.putFloats("size", 1.5f);
    example.putBytes("colour", "réd".getBytes(StandardCharsets.UTF_8));
    assertThat(slices(List.of(List.of("label"), List.of("size"), List.of("colour"))))
        .containsExactly("overall", "label=-7", "size=1.5", "colour=réd");
  }

  @Test
  void aMultivalentFeatureMakesOneSlicePerDistinctValue() {
    example.putLongs("tag", 3, 5, 3);
    assertThat(slices(List.of(List.of("tag")))).containsExactly("overall", "tag=3", "tag=5");
  }

  @Test
  void severalFeaturesMakeEachCombination() {
    example.putLongs("b", 1, 2);
    example.putBytesList("a", List.of("x".getBytes(StandardCharsets.UTF_8), new byte[0]));
    assertThat(slices(List.of(List.of("b", "a"))))
        .containsExactly("overall", "a=x, b=1", "a=x, b=2", "a=, b=1", "a=, b=2");
  }

  @Test
  void aMissingFeatureMakesNone() {
    example.putLongs("label", 1);
    assertThat(slices(List.of(List.of("colour"), List.of("label", "colour"))))
        .containsExactly("overall");
  }

  @Test
  void emptyAndRepeatedSpecificationsAreDropped() {
    SliceKeys keys =
        new SliceKeys(List.of(List.of(), List.of("b", "a"), List.of("a", "b"), List.of("a")));
    assertThat(keys.specs()).containsExactly(List.of("a", "b"), List.of("a"));
  }

  @Test
  void bytesThatAreNoTextAreShownAsDigits() {
    example.putBytes("raw", new byte[] {(byte) 0xFF, 0x01});
    example.putBytes("long", new byte[100]);
    assertThat(slices(List.of(List.of("raw"), List.of("long"))))
        .containsExactly("overall", "raw=ff01", "long=" + "00".repeat(64) + "...");
  }

  @Test
  void theTableFindsEveryKeyAgain() {
    SliceTable table = new SliceTable(10_000, 0);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 5_000; i++) {
        byte[] key = ByteBuffer.allocate(12).putInt(0).putLong(i * 1024L).array();
        table.slice(key, 12);
      }
    }
    assertThat(table.size()).isEqualTo(5_000);
    assertThat(ByteBuffer.wrap(table.key(4_999)).getLong(4)).isEqualTo(4_999 * 1024L);
  }

  @Test
  void tooManySlicesAreAnError() {
    SliceTable table = new SliceTable(2, 0);
    for (byte i = 0; i < 3; i++) {
      table.slice(new byte[] {i}, 1);
    }
    table.slice(new byte[] {1}, 1);
    assertThatThrownBy(() -> table.slice(new byte[] {3}, 1))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            "slices: more than 2 slices (expected: at most max_slices = 2); leave out the feature"
                + " with many values, or raise max_slices");
  }

  private List<String> slices(List<List<String>> specs) {
    SliceKeys keys = new SliceKeys(specs);
    List<String> watched = new ArrayList<>(keys.features());
    watched.add("unused");
    ExampleFeatures features = new ExampleFeatures(watched);
    byte[] bytes = example.toByteArray();
    features.read(bytes, 0, bytes.length);
    List<String> found = new ArrayList<>();
    keys.walk(features)
        .forEach((buffer, length) -> found.add(keys.decode(Arrays.copyOf(buffer, length)).text()));
    return found;
  }
}
