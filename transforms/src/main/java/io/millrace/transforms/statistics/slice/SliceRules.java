package io.millrace.transforms.statistics.slice;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The slices to make, as tasks need them. */
public final class SliceRules implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No slices. */
  public static final SliceRules NONE = new SliceRules(List.of());

  private final List<SlicingSpec.ByValues> byValues;
  private final List<String> sql;

  /** The slices of all these specs together. */
  public SliceRules(List<SlicingSpec> specs) {
    byValues = specs.stream().map(SlicingSpec::byValues).flatMap(Optional::stream).toList();
    sql = specs.stream().map(SlicingSpec::sliceKeysSql).flatMap(Optional::stream).toList();
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return byValues.isEmpty() && sql.isEmpty();
  }

  /** The expressions that give keys. */
  public List<String> sql() {
    return sql;
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
