package io.millrace.transforms.graph.analyzers;

import java.io.Serializable;
import java.util.List;
import org.tensorflow.Tensor;

/** Merges the partial results of batches, then those of tasks. Not thread-safe. */
public interface Accumulator extends Serializable {
  /** Adds the partial results of a batch; the tensors stay the caller's. */
  void add(List<Tensor> partials);

  /** Adds what another of the same kind has seen, after what this one has seen. */
  void merge(Accumulator other);

  /** The results, in the order and of the dtypes of {@link Analyzer#outputs}. */
  List<Value> results();
}
