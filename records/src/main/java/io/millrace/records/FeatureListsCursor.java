package io.millrace.records;

/**
 * Walks over the feature lists of a serialized tf.SequenceExample where it lies: {@link #reset} to
 * an example, {@link #nextList()} or {@link #seek} to a list, {@link #nextStep()} to each of its
 * features, then read the values. Its context is read by {@link ExampleCursor}, which takes the
 * same bytes: the context of a tf.SequenceExample stands where the features of a tf.Example do.
 *
 * <p>Meaning, errors and ownership are those of {@link ExampleCursor}; of several lists of one name
 * the last one counts. It belongs to one thread.
 */
public final class FeatureListsCursor extends CurrentFeature {
  private static final int FEATURE_LISTS = 2;

  private final FeatureIndex lists = new FeatureIndex(in);
  private int current = -1;
  private int entryEnd;
  private int listEnd;
  private int nextStep;

  /**
   * Goes before the first list of an example.
   *
   * @throws MalformedExampleException if the bytes are no tf.SequenceExample
   */
  public void reset(byte[] bytes, int offset, int length) {
    in.reset(bytes, offset, length);
    lists.reset(bytes);
    values.reset(bytes);
    current = -1;
    onFeature = false;
    while (in.nextField(offset + length)) {
      if (in.field() == FEATURE_LISTS && in.isDelimited()) {
        lists.readEntries(in.enter());
      } else {
        in.skip();
      }
    }
  }

  /** The feature lists of the example, duplicates counted once. */
  public int listCount() {
    return lists.count();
  }

  /**
   * Goes before the first step of the next list.
   *
   * @return false behind the last one
   */
  public boolean nextList() {
    if (current + 1 >= lists.count()) {
      current = lists.count();
      onFeature = false;
      return false;
    }
    open(current + 1);
    return true;
  }

  /**
   * Goes before the first step of the list of this name; {@link #nextList()} goes on behind it.
   *
   * @return false if there is none; the position stays
   */
  public boolean seek(byte[] utf8) {
    int list = lists.find(utf8);
    if (list < 0) {
      return false;
    }
    open(list);
    return true;
  }

  private void open(int list) {
    current = list;
    onFeature = false;
    entryEnd = lists.entryEnd(list);
    nextStep = lists.entryStart(list);
    listEnd = nextStep;
  }

  /**
   * Goes to the next step of the current list.
   *
   * @return false behind the last one
   */
  public boolean nextStep() {
    checkCurrent();
    onFeature = false;
    in.moveTo(nextStep);
    do {
      while (in.nextField(listEnd)) {
        if (in.field() == 1 && in.isDelimited()) {
          values.clear();
          nextStep = in.enter();
          values.read(nextStep);
          onFeature = true;
          return true;
        }
        in.skip();
      }
    } while (enterList());
    nextStep = in.position();
    return false;
  }

  /** Enters the next part of the list; mostly there is one. */
  private boolean enterList() {
    while (in.nextField(entryEnd)) {
      if (in.field() == 2 && in.isDelimited()) {
        listEnd = in.enter();
        return true;
      }
      in.skip();
    }
    return false;
  }

  /** Whether the current list has this name, given in UTF-8. */
  public boolean nameEquals(byte[] utf8) {
    checkCurrent();
    return lists.isNamed(current, utf8);
  }

  /**
   * The name of the current list. The string is shared between examples of the same order.
   *
   * @throws MalformedExampleException if it is no UTF-8
   */
  public String name() {
    checkCurrent();
    return lists.name(current);
  }

  /** Where the name of the current list starts in the array. */
  public int nameOffset() {
    checkCurrent();
    return lists.nameStart(current);
  }

  /** The length in bytes of the name of the current list. */
  public int nameLength() {
    checkCurrent();
    return lists.nameLength(current);
  }

  private void checkCurrent() {
    if (current < 0 || current >= lists.count()) {
      throw new IllegalStateException("no current list (expected: nextList() was true)");
    }
  }

  @Override
  String none() {
    return "no current step (expected: nextStep() was true)";
  }

  @Override
  String described() {
    return "a step of '" + name() + "'";
  }
}
