package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import java.io.Serializable;

/**
 * All that is counted of one feature of one split. Absent features and those without a kind are
 * missing; an empty list is present. Not thread-safe.
 */
final class FeatureAccumulator implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The type of a feature's values; one for all records of a split. */
  enum Kind {
    INT("int64"),
    FLOAT("float"),
    BYTES("bytes");

    private final String listName;

    Kind(String listName) {
      this.listName = listName;
    }

    /** As in the field names of tf.Feature. */
    String listName() {
      return listName;
    }
  }

  /** Where a kind was seen first, for error messages. */
  record Place(String file, long record) implements Serializable {
    @Override
    public String toString() {
      return file + ": record " + record;
    }
  }

  private final String name;
  private Kind kind;
  private Place firstPlace;
  private NumericAccumulator numbers;
  private BytesAccumulator bytes;
  private final ValueDistribution lengths = new ValueDistribution(false);
  private long present;
  private long values;
  private int minLength = Integer.MAX_VALUE;
  private int maxLength;

  FeatureAccumulator(String name) {
    this.name = name;
  }

  /**
   * Counts a list of values in.
   *
   * @throws MillraceException (data) if the feature had another kind before
   */
  void addList(Kind seen, int length, String file, long record) {
    if (kind == null) {
      become(seen, new Place(file, record));
    } else if (kind != seen) {
      throw mixed(seen, new Place(file, record));
    }
    present++;
    values += length;
    minLength = Math.min(minLength, length);
    maxLength = Math.max(maxLength, length);
    lengths.addLong(length);
  }

  /** Adds all that another accumulator of the same feature holds; the other is not changed. */
  void merge(FeatureAccumulator other) {
    if (other.kind == null) {
      return;
    }
    if (kind == null) {
      become(other.kind, other.firstPlace);
    } else if (kind != other.kind) {
      throw mixed(other.kind, other.firstPlace);
    }
    present += other.present;
    values += other.values;
    minLength = Math.min(minLength, other.minLength);
    maxLength = Math.max(maxLength, other.maxLength);
    lengths.merge(other.lengths);
    if (numbers != null) {
      numbers.merge(other.numbers);
    } else {
      bytes.merge(other.bytes);
    }
  }

  String name() {
    return name;
  }

  /** Null while every record lacked the feature. */
  Kind kind() {
    return kind;
  }

  /** Null for a feature of bytes or without a kind. */
  NumericAccumulator numbers() {
    return numbers;
  }

  /** Null for a feature of numbers or without a kind. */
  BytesAccumulator bytes() {
    return bytes;
  }

  /** The lengths of the lists of values. */
  ValueDistribution lengths() {
    return lengths;
  }

  /** Records that have the feature. */
  long present() {
    return present;
  }

  /** Values in all. */
  long values() {
    return values;
  }

  /** The length of the shortest list; 0 if there is none. */
  int minLength() {
    return present == 0 ? 0 : minLength;
  }

  int maxLength() {
    return maxLength;
  }

  private void become(Kind newKind, Place place) {
    kind = newKind;
    firstPlace = place;
    if (newKind == Kind.BYTES) {
      bytes = new BytesAccumulator();
    } else {
      numbers = new NumericAccumulator(newKind == Kind.FLOAT);
    }
  }

  private MillraceException mixed(Kind other, Place place) {
    return MillraceException.data(
        String.format(
            "%s: feature '%s': found %s values (expected: %s values, as in %s); a feature has one"
                + " type in all records, mend the source and run ExampleGen again",
            place, name, other.listName(), kind.listName(), firstPlace));
  }
}
