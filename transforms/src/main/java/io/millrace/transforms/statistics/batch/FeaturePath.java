package io.millrace.transforms.statistics.batch;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names a feature: its name, behind the names of the structs that it lies in. Ordered step by step.
 *
 * @param steps at least one
 */
public record FeaturePath(List<String> steps) implements Comparable<FeaturePath>, Serializable {
  public FeaturePath {
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a path without steps");
    }
    steps = List.copyOf(steps);
  }

  /** The path of these steps. */
  public static FeaturePath of(String... steps) {
    return new FeaturePath(List.of(steps));
  }

  /** The path of a field of this struct. */
  public FeaturePath child(String name) {
    List<String> child = new ArrayList<>(steps);
    child.add(name);
    return new FeaturePath(child);
  }

  /** The struct that it lies in. */
  public Optional<FeaturePath> parent() {
    return steps.size() == 1
        ? Optional.empty()
        : Optional.of(new FeaturePath(steps.subList(0, steps.size() - 1)));
  }

  @Override
  public int compareTo(FeaturePath other) {
    for (int i = 0; i < Math.min(steps.size(), other.steps.size()); i++) {
      int order = steps.get(i).compareTo(other.steps.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(steps.size(), other.steps.size());
  }

  /** The steps with dots between. */
  @Override
  public String toString() {
    return String.join(".", steps);
  }
}
