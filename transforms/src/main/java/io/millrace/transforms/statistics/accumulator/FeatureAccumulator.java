package io.millrace.transforms.statistics.accumulator;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.batch.ListLevel;
import io.millrace.transforms.statistics.batch.Place;
import io.millrace.transforms.statistics.batch.Rows;
import io.millrace.transforms.statistics.batch.ValueKind;
import io.millrace.transforms.statistics.sketch.BadStateException;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is counted of one feature of one slice. Lists that are absent are missing; an empty list
 * is present. Not thread-safe.
 */
public final class FeatureAccumulator {
  private final FeaturePath path;
  private final FeatureSettings settings;
  private final LevelAccumulator[] levels;
  private ValueKind kind;
  private Place firstPlace;
  private NumberAccumulator numbers;
  private StringAccumulator strings;

  FeatureAccumulator(FeaturePath path, int depth, FeatureSettings settings) {
    this.path = path;
    this.settings = settings;
    levels = new LevelAccumulator[depth];
    for (int i = 0; i < depth; i++) {
      levels[i] = new LevelAccumulator();
    }
  }

  /**
   * Counts rows of a batch in.
   *
   * @param weights of all rows of the batch; null without weights
   */
  void add(Column column, Rows rows, double[] weights) {
    if (kind == null && column.kind() != null) {
      become(column.kind(), column.firstPlace());
    }
    for (int i = 0; i < levels.length; i++) {
      levels[i].add(column.level(i), rows, weights);
    }
    if (levels.length > 1) {
      levels[0].addInnermost(column, rows);
    }
    if (column.values() > 0 && kind != ValueKind.STRUCT) {
      addValues(column, rows, weights);
    }
  }

  private void addValues(Column column, Rows rows, double[] weights) {
    ListLevel lists = column.innermost();
    if (rows.areAll() && weights == null) {
      addRange(column, 0, column.values());
    } else if (rows.areAll()) {
      for (int i = 0; i < lists.count(); i++) {
        addRange(column, lists.start(i), lists.end(i), weights[lists.row(i)]);
      }
    } else {
      for (int r = 0; r < rows.size(); r++) {
        int row = rows.get(r);
        int first = lists.first(row);
        int end = lists.first(row + 1);
        if (first < end && weights == null) {
          addRange(column, lists.start(first), lists.end(end - 1));
        } else if (first < end) {
          addRange(column, lists.start(first), lists.end(end - 1), weights[row]);
        }
      }
    }
  }

  private void addRange(Column column, int from, int to) {
    if (numbers != null) {
      numbers.add(column, from, to);
    } else if (kind == ValueKind.BYTES) {
      for (int i = from; i < to; i++) {
        int start = column.bytesStart(i);
        strings.add(column.bytes(), start, column.bytesEnd(i) - start);
      }
    } else {
      addCategories(column, from, to, 0);
    }
  }

  private void addRange(Column column, int from, int to, double weight) {
    if (numbers != null) {
      numbers.add(column, from, to, weight);
    } else if (kind == ValueKind.BYTES) {
      for (int i = from; i < to; i++) {
        int start = column.bytesStart(i);
        strings.add(column.bytes(), start, column.bytesEnd(i) - start, weight);
      }
    } else {
      addCategories(column, from, to, weight);
    }
  }

  private void addCategories(Column column, int from, int to, double weight) {
    for (int i = from; i < to; i++) {
      byte[] text = Long.toString(column.longs()[i]).getBytes(StandardCharsets.US_ASCII);
      strings.add(text, 0, text.length, weight);
    }
  }

  /**
   * Adds all that another accumulator of the same feature holds; the other is not to be used
   * afterwards.
   *
   * @throws io.millrace.artifacts.MillraceException (data) if its type or depth differs
   */
  void merge(FeatureAccumulator other) {
    if (levels.length != other.levels.length
        || (kind != null && other.kind != null && kind != other.kind)) {
      throw Column.mixed(
          path, kind, levels.length, firstPlace, other.kind, other.levels.length, other.firstPlace);
    }
    if (kind == null) {
      kind = other.kind;
      firstPlace = other.firstPlace;
      numbers = other.numbers;
      strings = other.strings;
    } else if (numbers != null && other.numbers != null) {
      numbers.merge(other.numbers);
    } else if (strings != null && other.strings != null) {
      strings.merge(other.strings);
    }
    for (int i = 0; i < levels.length; i++) {
      levels[i].merge(other.levels[i]);
    }
  }

  /** The same feature with nothing counted. */
  FeatureAccumulator withoutValues() {
    return new FeatureAccumulator(path, levels.length, settings);
  }

  /** Takes the type of the same feature over if its own is not known. */
  void expect(FeatureAccumulator other) {
    if (kind == null && other.kind != null) {
      become(other.kind, other.firstPlace);
    }
  }

  private void become(ValueKind newKind, Place place) {
    kind = newKind;
    firstPlace = place;
    boolean categorical = settings.treatment() == FeatureSettings.Treatment.CATEGORICAL;
    if (newKind == ValueKind.BYTES || (newKind == ValueKind.INT && categorical)) {
      boolean opaque = settings.treatment() == FeatureSettings.Treatment.OPAQUE;
      strings = new StringAccumulator(settings.weighted(), opaque);
    } else if (newKind != ValueKind.STRUCT) {
      numbers = new NumberAccumulator(newKind, settings.weighted());
    }
  }

  void write(StateOutput out) {
    out.writeVarint(path.steps().size());
    path.steps().forEach(out::writeString);
    out.writeVarint(levels.length);
    out.writeBoolean(settings.weighted());
    out.writeVarint(settings.treatment().ordinal());
    for (LevelAccumulator level : levels) {
      level.write(out);
    }
    out.writeBoolean(kind != null);
    if (kind == null) {
      return;
    }
    out.writeVarint(kind.ordinal());
    out.writeString(firstPlace.file());
    out.writeString(firstPlace.unit());
    out.writeVarint(firstPlace.position());
    if (numbers != null) {
      numbers.write(out);
    } else if (strings != null) {
      strings.write(out);
    }
  }

  static FeatureAccumulator read(StateInput in) {
    int stepCount = in.readCount(1);
    if (stepCount == 0) {
      throw new BadStateException(in.position(), "a feature without a name");
    }
    List<String> steps = new ArrayList<>();
    for (int i = 0; i < stepCount; i++) {
      steps.add(in.readString());
    }
    int depth = in.readCount(1);
    boolean weighted = in.readBoolean();
    FeatureSettings settings =
        new FeatureSettings(weighted, constant(in, FeatureSettings.Treatment.values()));
    FeatureAccumulator feature = new FeatureAccumulator(new FeaturePath(steps), depth, settings);
    for (int i = 0; i < depth; i++) {
      feature.levels[i] = LevelAccumulator.read(in);
    }
    if (in.readBoolean()) {
      ValueKind kind = constant(in, ValueKind.values());
      feature.become(kind, new Place(in.readString(), in.readString(), in.readVarint()));
      if (feature.numbers != null) {
        feature.numbers = NumberAccumulator.read(in);
      } else if (feature.strings != null) {
        feature.strings = StringAccumulator.read(in);
      }
    }
    return feature;
  }

  private static <E extends Enum<E>> E constant(StateInput in, E[] constants) {
    long ordinal = in.readVarint();
    if (ordinal < 0 || ordinal >= constants.length) {
      throw new BadStateException(in.position(), "a constant of number " + ordinal);
    }
    return constants[(int) ordinal];
  }

  /** The feature. */
  public FeaturePath path() {
    return path;
  }

  /** How it is counted. */
  public FeatureSettings settings() {
    return settings;
  }

  /** Null while every record lacked the feature. */
  public ValueKind kind() {
    return kind;
  }

  /** The nest levels, the outermost first; at least one. */
  public List<LevelAccumulator> levels() {
    return List.of(levels);
  }

  /** The values in all lists. */
  public long values() {
    return levels[levels.length - 1].elements();
  }

  /** Null for a feature of strings, of structs or without a kind. */
  public NumberAccumulator numbers() {
    return numbers;
  }

  /** Null for a feature of numbers, of structs or without a kind. */
  public StringAccumulator strings() {
    return strings;
  }
}
