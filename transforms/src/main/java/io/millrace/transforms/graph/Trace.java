package io.millrace.transforms.graph;

import io.millrace.transforms.graph.analyzers.Analyzer;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorInfo;

/**
 * What one call of a preprocessing function has built.
 *
 * @param graph placeholders for the raw features and for analyzers without a result, what the
 *     function computes from them, and the reductions of a batch for those analyzers
 * @param inputs all raw features, for the signature
 * @param dense those of fixed length
 * @param outputs the transformed features, sorted by name
 * @param analyzers all analyzers in the order of their calls
 * @param ready those without a result whose input depends on no other such
 */
record Trace(
    GraphDef graph,
    Map<String, TensorInfo> inputs,
    Map<String, TensorSpec> dense,
    Map<String, TensorSpec> outputs,
    List<Analyzer> analyzers,
    List<Ready> ready) {
  /**
   * An analyzer to compute in the next pass.
   *
   * @param index its place in the order of calls
   * @param partials the tensors of its reduction of a batch
   */
  record Ready(int index, Analyzer analyzer, List<String> partials) {}
}
