package io.millrace.transforms.validation;

import io.millrace.artifacts.MillraceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares the examples of one identifier after the other, which come sorted, those of the base
 * first. Where duplicates are left out, only the first of each side is held.
 */
final class DiffGroup {
  private record Side(byte[] example, Map<String, byte[]> features) {}

  private final ExampleDiffOptions options;
  private final DiffTally tally;
  private final DiffFeatures features;
  private final List<Side> base = new ArrayList<>();
  private DiffKey current;
  private byte[] heldTest;
  private long baseCount;
  private long testCount;

  DiffGroup(ExampleDiffOptions options, DiffTally tally) {
    this.options = options;
    this.tally = tally;
    this.features = new DiffFeatures(options.floatRoundNdigits());
  }

  void add(DiffKey key, byte[] example) {
    if (current == null || !current.isSame(key)) {
      finish();
      current = key;
    }
    if (key.test()) {
      addTest(example);
    } else {
      addBase(example);
    }
  }

  private void addBase(byte[] example) {
    baseCount++;
    if (options.allowDuplicateIdentifiers() && baseCount > options.maxDuplicates()) {
      throw MillraceException.data(
          "more than %,d examples of the baseline have the identifier of hash %s (expected: at most max_duplicates); choose identifier_features that tell examples apart"
              .formatted(options.maxDuplicates(), current.hash()));
    }
    if (options.allowDuplicateIdentifiers() || baseCount == 1) {
      base.add(new Side(example, features.of(example)));
    }
  }

  private void addTest(byte[] example) {
    testCount++;
    if (options.allowDuplicateIdentifiers()) {
      Map<String, byte[]> tested = features.of(example);
      base.forEach(b -> compare(b, example, tested));
    } else if (testCount == 1) {
      // Whether it is compared shows when all of the identifier have come.
      heldTest = example;
    }
  }

  private void compare(Side side, byte[] example, Map<String, byte[]> tested) {
    tally.addPair(current.hash(), side.example(), example, side.features(), tested, options);
  }

  /** Ends the last identifier. */
  void finish() {
    if (current == null) {
      return;
    }
    tally.addIdentifier(baseCount, testCount);
    if (!options.allowDuplicateIdentifiers() && baseCount == 1 && testCount == 1) {
      compare(base.get(0), heldTest, features.of(heldTest));
    }
    base.clear();
    heldTest = null;
    baseCount = 0;
    testCount = 0;
    current = null;
  }
}
