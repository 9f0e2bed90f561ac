package io.millrace.records;

import java.util.List;
import java.util.function.Predicate;

/**
 * Builds serialized tf.SequenceExamples, as {@link ExampleBuilder} builds tf.Examples: features go
 * into {@link #context()}, lists of steps are put here, in any order; equal content gives equal
 * bytes, those of protobuf's deterministic serialization.
 *
 * <p>Putting a name again replaces its steps. A builder belongs to one thread and keeps no array
 * that it was given.
 */
public final class SequenceExampleBuilder {
  /** The tag of {@code feature_lists}, where a context has that of its own. */
  private static final byte FEATURE_LISTS = 0x12;

  private final ExampleBuilder context = new ExampleBuilder();

  /** A map from names to lists is the same on the wire as one to features, but for the values. */
  private final ExampleBuilder lists = new ExampleBuilder();

  private final ExampleBuilder step = new ExampleBuilder();

  /** Removes all features and all lists. */
  public SequenceExampleBuilder reset() {
    context.reset();
    lists.reset();
    return this;
  }

  /** The features that hold for the whole sequence; put them here. */
  public ExampleBuilder context() {
    return context;
  }

  /** Puts steps of byte strings; none gives a list that is set and empty. */
  public SequenceExampleBuilder putBytesSteps(String name, List<? extends List<byte[]>> steps) {
    lists.putSteps(name, steps, step, step::putBytesList);
    return this;
  }

  /** Puts steps of floats; none gives a list that is set and empty. */
  public SequenceExampleBuilder putFloatsSteps(String name, List<float[]> steps) {
    lists.putSteps(name, steps, step, step::putFloats);
    return this;
  }

  /** Puts steps of integers; none gives a list that is set and empty. */
  public SequenceExampleBuilder putLongsSteps(String name, List<long[]> steps) {
    lists.putSteps(name, steps, step, step::putLongs);
    return this;
  }

  /**
   * Puts steps of any kinds.
   *
   * @param next puts the next step into the builder that it gets, by any name; false if there is
   *     none
   */
  void putSteps(String name, Predicate<ExampleBuilder> next) {
    lists.putSteps(name, step, () -> next.test(step));
  }

  /** The serialized sequence; empty if nothing was put. */
  public byte[] toByteArray() {
    byte[] features = context.toByteArray();
    byte[] steps = lists.toByteArray();
    if (steps.length == 0) {
      return features;
    }
    steps[0] = FEATURE_LISTS;
    byte[] all = new byte[Math.addExact(features.length, steps.length)];
    System.arraycopy(features, 0, all, 0, features.length);
    System.arraycopy(steps, 0, all, features.length, steps.length);
    return all;
  }
}
