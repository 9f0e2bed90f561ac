package io.millrace.model.evaluate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The {@code n} worst errors seen so far, in a heap whose head is the mildest of them. Merging is
 * commutative and associative: what is kept depends on the data only. Not thread-safe.
 */
final class WorstErrors implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int limit;
  private final PriorityQueue<WorstError> heap = new PriorityQueue<>(Collections.reverseOrder());

  /** Keeps at most {@code limit} errors. */
  WorstErrors(int limit) {
    this.limit = limit;
  }

  /**
   * Whether an error of this confidence may be kept: to be asked before its image is copied. Equal
   * confidences pass, their place in the data decides.
   */
  boolean wants(double confidence) {
    return limit > 0 && (heap.size() < limit || confidence >= heap.peek().confidence());
  }

  /** Offers an error. */
  void add(WorstError error) {
    if (limit == 0) {
      return;
    }
    heap.add(error);
    if (heap.size() > limit) {
      heap.remove();
    }
  }

  /** Offers all errors of another heap, which stays as it is. */
  void merge(WorstErrors other) {
    other.heap.forEach(this::add);
  }

  /** The errors, the worst first. */
  List<WorstError> sorted() {
    List<WorstError> errors = new ArrayList<>(heap);
    Collections.sort(errors);
    return errors;
  }
}
