package io.millrace.transforms.statistics.language;

import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The few distinct sequences with the least of a figure, whatever the order that they came in:
 * among equals the first by their text.
 */
final class LeastSequences {
  /** How many are kept. */
  static final int LIMIT = 5;

  /** The longest text that is kept of one. */
  static final int CHARACTERS = 1024;

  private record Sequence(double figure, String text) {}

  private final TreeSet<Sequence> sequences =
      new TreeSet<>(Comparator.comparingDouble(Sequence::figure).thenComparing(Sequence::text));
  private final Map<String, Double> figures = new HashMap<>();

  /**
   * Whether a sequence with this figure may be among those kept: if not, its text need not be made.
   */
  boolean mayKeep(double figure) {
    return sequences.size() < LIMIT || figure <= sequences.last().figure();
  }

  void add(double figure, String text) {
    Double known = figures.get(text);
    if (known != null && known <= figure) {
      return;
    }
    if (known != null) {
      sequences.remove(new Sequence(known, text));
    }
    figures.put(text, figure);
    sequences.add(new Sequence(figure, text));
    if (sequences.size() > LIMIT) {
      figures.remove(sequences.pollLast().text());
    }
  }

  void merge(LeastSequences other) {
    other.sequences.forEach(sequence -> add(sequence.figure(), sequence.text()));
  }

  void write(StateOutput out) {
    out.writeVarint(sequences.size());
    sequences.forEach(
        sequence -> {
          out.writeDouble(sequence.figure());
          out.writeString(sequence.text());
        });
  }

  void read(StateInput in) {
    int count = in.readCount(Double.BYTES + 1);
    for (int i = 0; i < count; i++) {
      add(in.readDouble(), in.readString());
    }
  }

  /** The texts, the least figure first. */
  List<String> texts() {
    return sequences.stream().map(Sequence::text).toList();
  }
}
