package io.millrace.transforms.graph.analyzers;

import java.io.Serializable;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;

/**
 * A full pass over the data whose results become constants of the graph. Implementations are
 * records: two equal ones over the same tensor are computed once.
 */
public interface Analyzer extends Serializable {
  /** The dtype and shape of a result; sizes may be unknown until it is computed. */
  record Output(DataType dtype, Shape shape) {}

  /** What the analyzer is called in names of nodes and in messages, such as {@code min_and_max}. */
  String name();

  /** What results from this input. */
  List<Output> outputs(Operand<?> input);

  /**
   * Adds the reduction of one batch to the graph.
   *
   * @return tensors of dtype int64, float64 or string that {@link #accumulator()} understands
   */
  List<Operand<?>> partials(Ops tf, Operand<?> input);

  /** An accumulator that has seen nothing. */
  Accumulator accumulator();
}
