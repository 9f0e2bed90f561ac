package io.millrace.transforms.statistics.batch;

import io.millrace.records.CurrentFeature;
import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import io.millrace.records.FeatureListsCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Turns serialized tf.Examples, or tf.SequenceExamples, into columns. A feature without a list is
 * missing, an empty list is present. Of a tf.SequenceExample the features of the context are
 * columns of one level; the feature lists are fields of the struct {@value #SEQUENCE}, as in TFX,
 * with the steps as lists of level 0 and their values as lists of level 1. Belongs to one thread.
 */
public final class ExampleDecoder {
  /** TFX's name for the struct that holds the feature lists. */
  public static final String SEQUENCE = "##SEQUENCE##";

  private static final FeaturePath SEQUENCE_PATH = FeaturePath.of(SEQUENCE);
  private static final int UNSELECTED = -1;
  private static final int UNKNOWN = -2;

  private final ExampleBatch batch = new ExampleBatch();
  private final Predicate<FeaturePath> selected;
  private final BiFunction<FeaturePath, ValueKind, FeaturePath> named;
  private final ExampleCursor context = new ExampleCursor();
  private final FeatureListsCursor lists;
  private final Names contextNames;
  private final Names listNames;
  private float[] floats = new float[16];

  /**
   * A decoder.
   *
   * @param sequences whether the bytes are tf.SequenceExamples
   * @param selected which features become columns
   */
  public ExampleDecoder(boolean sequences, Predicate<FeaturePath> selected) {
    this(sequences, selected, (path, kind) -> path);
  }

  /**
   * A decoder that gives columns other names.
   *
   * @param named of the values of one type of a feature that is selected
   */
  public ExampleDecoder(
      boolean sequences,
      Predicate<FeaturePath> selected,
      BiFunction<FeaturePath, ValueKind, FeaturePath> named) {
    this.selected = selected;
    this.named = named;
    lists = sequences ? new FeatureListsCursor() : null;
    contextNames = new Names(context::nameEquals, context::name, Optional.empty());
    listNames =
        sequences ? new Names(lists::nameEquals, lists::name, Optional.of(SEQUENCE_PATH)) : null;
  }

  /** The rows decoded since {@link #start}. */
  public ExampleBatch batch() {
    return batch;
  }

  /**
   * Empties the batch; the rows to come are of this input.
   *
   * @param positionUnit what the positions of its records count
   */
  public void start(String input, String positionUnit) {
    batch.clear(input, positionUnit);
  }

  /** Whether the batch should be read and started anew. */
  public boolean isFull() {
    return batch.isFull();
  }

  /**
   * Adds a row; not to a full batch.
   *
   * @param record the position of the record in the input
   * @throws io.millrace.records.MalformedExampleException if the bytes are no example
   * @throws io.millrace.artifacts.MillraceException (data) if a feature has two types
   */
  public void add(byte[] buffer, int offset, int length, long record) {
    int row = batch.rows();
    batch.startRow(record);
    context.reset(buffer, offset, length);
    int expected = 0;
    while (context.nextFeature()) {
      expected = contextNames.find(expected) + 1;
      int index = contextNames.column(expected - 1, context.kind());
      if (index != UNSELECTED && context.kind() != FeatureKind.NONE) {
        Column column = batch.columns().get(index);
        column.expect(kindOf(context.kind()), batch);
        column.addList(0, row, context.valueCount());
        addValues(column, context, buffer);
      }
    }
    if (lists != null) {
      addLists(buffer, offset, length, row);
    }
    batch.endRow(length);
  }

  private void addLists(byte[] buffer, int offset, int length, int row) {
    if (selected.test(SEQUENCE_PATH)) {
      Column struct = batch.columns().get(batch.indexOf(SEQUENCE_PATH, 1));
      struct.expect(ValueKind.STRUCT, batch);
      struct.addList(0, row, 1);
    }
    lists.reset(buffer, offset, length);
    int expected = 0;
    while (lists.nextList()) {
      expected = listNames.find(expected) + 1;
      int index = listNames.column(expected - 1, FeatureKind.NONE);
      if (index != UNSELECTED) {
        addSteps(batch.columns().get(index), buffer, row);
      }
    }
  }

  private void addSteps(Column column, byte[] buffer, int row) {
    int steps = 0;
    int values = 0;
    while (lists.nextStep()) {
      steps++;
      if (lists.kind() != FeatureKind.NONE) {
        column.expect(kindOf(lists.kind()), batch);
        column.addList(1, row, lists.valueCount());
        values += lists.valueCount();
        addValues(column, lists, buffer);
      }
    }
    column.addList(0, row, steps);
    column.countInnermost(values);
  }

  private void addValues(Column column, CurrentFeature feature, byte[] buffer) {
    int count = feature.valueCount();
    switch (feature.kind()) {
      case INT64 -> {
        feature.readLongs(column.roomForLongs(count), column.values());
        column.advance(count);
      }
      case FLOAT -> {
        if (floats.length < count) {
          floats = new float[Math.max(count, 2 * floats.length)];
        }
        feature.readFloats(floats, 0);
        double[] doubles = column.roomForDoubles(count);
        int at = column.values();
        for (int i = 0; i < count; i++) {
          doubles[at + i] = floats[i];
        }
        column.advance(count);
      }
      default -> {
        for (int i = 0; i < count; i++) {
          column.addBytes(buffer, feature.bytesOffset(i), feature.bytesLength(i));
        }
      }
    }
  }

  private static ValueKind kindOf(FeatureKind kind) {
    return switch (kind) {
      case INT64 -> ValueKind.INT;
      case FLOAT -> ValueKind.FLOAT;
      default -> ValueKind.BYTES;
    };
  }

  /** The names of features by the position where they mostly come, and their columns. */
  private final class Names {
    private final Predicate<byte[]> isCurrent;
    private final Supplier<String> current;
    private final Optional<FeaturePath> parent;
    private final List<byte[]> names = new ArrayList<>();
    private final List<FeaturePath> paths = new ArrayList<>();
    // By the type of the list; UNKNOWN until it comes.
    private final List<int[]> columns = new ArrayList<>();
    private final Map<String, Integer> positions = new HashMap<>();

    /** Names of what a cursor is on. */
    Names(Predicate<byte[]> isCurrent, Supplier<String> current, Optional<FeaturePath> parent) {
      this.isCurrent = isCurrent;
      this.current = current;
      this.parent = parent;
    }

    int column(int position, FeatureKind kind) {
      int[] byKind = columns.get(position);
      int index = byKind[kind.ordinal()];
      if (index == UNKNOWN) {
        FeaturePath path = paths.get(position);
        index =
            batch.indexOf(
                kind == FeatureKind.NONE ? path : named.apply(path, kindOf(kind)),
                parent.isPresent() ? 2 : 1);
        byKind[kind.ordinal()] = index;
      }
      return index;
    }

    /** The position of the feature that the cursor is on; examples mostly repeat their order. */
    int find(int expected) {
      if (expected < names.size() && isCurrent.test(names.get(expected))) {
        return expected;
      }
      return positions.computeIfAbsent(current.get(), this::append);
    }

    private int append(String name) {
      FeaturePath path = parent.map(p -> p.child(name)).orElseGet(() -> FeaturePath.of(name));
      names.add(name.getBytes(StandardCharsets.UTF_8));
      paths.add(path);
      int[] byKind = new int[FeatureKind.values().length];
      Arrays.fill(byKind, selected.test(path) ? UNKNOWN : UNSELECTED);
      columns.add(byKind);
      return names.size() - 1;
    }
  }
}
