package io.millrace.model.evaluate;

import java.io.Serializable;

/**
 * All that a task learns from its share of the examples: the slices' metrics and the worst errors.
 * Merging is commutative and associative.
 *
 * @param classes the classes of the model
 */
record Aggregate(int classes, SliceTable slices, WorstErrors errors) implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Adds another aggregate to this one, which is returned. */
  Aggregate merge(Aggregate other) {
    slices.merge(other.slices);
    errors.merge(other.errors);
    return this;
  }
}
