package io.millrace.transforms.statistics.slice;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The slices to make, as tasks need them. */
public final class SliceRules implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No slices. */
  public static final SliceRules NONE = new SliceRules(List.of());

  private final List<SlicingSpec.ByValues> byValues;
  private final List<String> expressions;

  /** The slices of all these specs together. */
  public SliceRules(List<SlicingSpec> specs) {
    byValues =
        specs.stream()
            .filter(spec -> spec.sliceKeysSql().isEmpty())
            .map(SlicingSpec::byValues)
            .toList();
    expressions = specs.stream().flatMap(spec -> spec.sliceKeysSql().stream()).toList();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return byValues.isEmpty() && expressions.isEmpty();
  }

  /** The expressions in SQL whose values are keys. */
  public List<String> expressions() {
    return expressions;
  }

  /** The features whose values make slices. */
  public Set<String> features() {
    Set<String> names = new TreeSet<>();
    byValues.forEach(spec -> spec.parts().forEach(part -> names.add(part.feature())));
    return names;
  }

  List<SlicingSpec.ByValues> byValues() {
    return byValues;
  }
}
