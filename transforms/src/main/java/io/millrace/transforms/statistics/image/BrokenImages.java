package io.millrace.transforms.statistics.image;

import io.millrace.transforms.statistics.batch.Place;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Counts values that are no whole images, by reason; keeps the first ones by file and record. */
final class BrokenImages {
  /** So many are kept. */
  static final int MOST_SAMPLES = 10;

  private static final int LONGEST_PROBLEM = 300;

  private final boolean sampling;
  private final Map<String, Long> reasons = new TreeMap<>();
  private final TreeSet<Sample> samples = new TreeSet<>();

  private record Sample(Place place, String problem) implements Comparable<Sample> {
    private static final Comparator<Sample> ORDER =
        Comparator.comparing(Sample::place).thenComparing(Sample::problem);

    @Override
    public int compareTo(Sample other) {
      return ORDER.compare(this, other);
    }
  }

  /** None yet; without sampling only counts. */
  BrokenImages(boolean sampling) {
    this.sampling = sampling;
  }

  /** Counts one. */
  void add(String reason) {
    add(reason, 1);
  }

  /** Counts several. */
  void add(String reason, long count) {
    reasons.merge(reason, count, Long::sum);
  }

  /** Whether one that stands here would be kept; asked of each text that may have been an image. */
  boolean wants(String file, long position) {
    if (!sampling || samples.size() < MOST_SAMPLES) {
      return sampling;
    }
    Place last = samples.last().place();
    int order = file.equals(last.file()) ? 0 : file.compareTo(last.file());
    return order < 0 || (order == 0 && position <= last.position());
  }

  /** Keeps one as a sample, unless there are enough before it. */
  void keep(Place place, String reason, String problem) {
    String text = reason + ": " + problem;
    keep(new Sample(place, text.substring(0, Math.min(text.length(), LONGEST_PROBLEM))));
  }

  private void keep(Sample sample) {
    samples.add(sample);
    if (samples.size() > MOST_SAMPLES) {
      samples.pollLast();
    }
  }

  void merge(BrokenImages other) {
    other.reasons.forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
    other.samples.forEach(this::keep);
  }

  long count() {
    return reasons.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The counts by reason, in the order of the names. */
  Map<String, Long> reasons() {
    return reasons;
  }

  /** A line for each that is kept. */
  String samples() {
    return samples.stream()
        .map(s -> Places.shown(s.place()) + ": " + s.problem())
        .collect(Collectors.joining("\n"));
  }

  void write(StateOutput out) {
    out.writeVarint(reasons.size());
    reasons.forEach(
        (reason, count) -> {
          out.writeString(reason);
          out.writeVarint(count);
        });
    out.writeVarint(samples.size());
    for (Sample sample : samples) {
      Places.write(sample.place(), out);
      out.writeString(sample.problem());
    }
  }

  void read(StateInput in) {
    int count = in.readCount(2);
    for (int i = 0; i < count; i++) {
      reasons.put(in.readString(), in.readVarint());
    }
    int kept = in.readCount(4);
    for (int i = 0; i < kept; i++) {
      keep(new Sample(Places.read(in), in.readString()));
    }
  }
}
