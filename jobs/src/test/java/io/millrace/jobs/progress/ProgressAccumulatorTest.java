package io.millrace.jobs.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class ProgressAccumulatorTest {
  /**
   * Spark registers an accumulator while it is being deserialized; heartbeats may come just then.
   */
  @Test
  void oneWhoseFieldsAreNotReadYetIsZero() throws ReflectiveOperationException {
    ProgressAccumulator accumulator = new ProgressAccumulator();
    Field value = ProgressAccumulator.class.getDeclaredField("value");
    value.setAccessible(true);
    value.set(accumulator, null);

    assertThat(accumulator.isZero()).isTrue();
    assertThat(accumulator.value()).isEqualTo(ProgressAccumulator.Value.ZERO);
    assertThat(accumulator.copy().isZero()).isTrue();
  }
}
