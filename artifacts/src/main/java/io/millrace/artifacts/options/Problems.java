package io.millrace.artifacts.options;

import io.millrace.artifacts.MillraceException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with a configuration, so that all of it is shown at once. */
public final class Problems {
  private record Problem(Location location, String message) {}

  private final List<Problem> problems = new ArrayList<>();

  /** Notes one; {@code message} begins with the path of the option. */
  public void add(Location location, String message) {
    Problem problem = new Problem(location, message);
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /** How many there are. */
  public int size() {
    return problems.size();
  }

  /** One line each, in the order of the file. */
  public List<String> lines() {
    return problems.stream()
        .sorted(
            Comparator.comparingInt((Problem p) -> p.location().line())
                .thenComparingInt(p -> p.location().column()))
        .map(p -> p.location().prefix() + p.message())
        .toList();
  }

  /**
   * Does nothing if there is none.
   *
   * @throws MillraceException of category usage with all lines
   */
  public void raise() {
    if (!problems.isEmpty()) {
      throw MillraceException.usage(String.join("\n", lines()));
    }
  }
}
