package io.millrace.transforms.ingest.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.records.ExampleBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StratifiedSplitsTest {
  /** All cats before the greatest hash: in the first split. */
  private final StratifiedSplits splits =
      new StratifiedSplits("animal", List.of("a", "b"), Map.of("cat", new long[] {-1L}));

  @Test
  void aLabelThatWasNotCountedMeansThatTheInputChanged() throws NoSplitException {
    byte[] cat = animal("cat");
    assertThat(splits.splitter().split(cat, 0, cat.length)).isZero();

    byte[] dog = animal("dog");
    assertThatThrownBy(() -> splits.splitter().split(dog, 0, dog.length))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(Category.DATA))
        .hasMessage(
            "split: stratified: found 'dog' in feature 'animal' (expected: a value that some record"
                + " had when they were counted); the input changed while it was read, run again");
  }

  private static byte[] animal(String name) {
    return new ExampleBuilder()
        .putBytes("animal", name.getBytes(StandardCharsets.UTF_8))
        .toByteArray();
  }
}
