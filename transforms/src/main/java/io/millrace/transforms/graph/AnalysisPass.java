package io.millrace.transforms.graph;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.graph.analyzers.Accumulator;
import io.millrace.transforms.graph.analyzers.Analyzer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.tensorflow.Tensor;

/** One pass over the analysed files for all analyzers of a phase. */
final class AnalysisPass {
  private AnalysisPass() {}

  /** What a pass has seen. */
  record Seen(List<Accumulator> accumulators, long records) implements Serializable {}

  /**
   * The graph of a phase; its fetches are the partial results of the analyzers one after another.
   */
  private record Phase(BatchGraph graph, List<Analyzer> analyzers, List<Integer> partials)
      implements Serializable {}

  /**
   * Runs the pass: a task per file. Results are merged in the order of the files, so that they do
   * not depend on which task ends first.
   *
   * @param files at least one
   */
  static Seen run(
      JavaSparkContext spark,
      Storage storage,
      Trace trace,
      List<ExampleFile> files,
      int batchSize,
      Progress.TaskCounter counter) {
    List<String> tensors = trace.ready().stream().flatMap(r -> r.partials().stream()).toList();
    BatchGraph graph = BatchGraph.of(trace.graph(), trace.dense(), tensors, "analyzer");
    Phase phase =
        new Phase(
            graph,
            trace.ready().stream().map(Trace.Ready::analyzer).toList(),
            trace.ready().stream().map(r -> r.partials().size()).toList());
    Broadcast<Phase> shared = spark.broadcast(phase);
    try {
      List<Seen> parts =
          spark
              .parallelize(files, files.size())
              .map(new Task(storage, shared, batchSize, counter))
              .collect();
      List<Accumulator> merged = phase.analyzers().stream().map(Analyzer::accumulator).toList();
      long records = 0;
      for (Seen part : parts) {
        for (int i = 0; i < merged.size(); i++) {
          merged.get(i).merge(part.accumulators().get(i));
        }
        records += part.records();
      }
      return new Seen(merged, records);
    } finally {
      shared.destroy();
    }
  }

  private static final class Task implements Function<ExampleFile, Seen> {
    private static final long serialVersionUID = 1L;

    private final Storage storage;
    private final Broadcast<Phase> shared;
    private final int batchSize;
    private final Progress.TaskCounter counter;

    Task(Storage storage, Broadcast<Phase> shared, int batchSize, Progress.TaskCounter counter) {
      this.storage = storage;
      this.shared = shared;
      this.batchSize = batchSize;
      this.counter = counter;
    }

    @Override
    public Seen call(ExampleFile file) throws Exception {
      Phase phase = shared.value();
      List<Accumulator> accumulators = new ArrayList<>();
      phase.analyzers().forEach(analyzer -> accumulators.add(analyzer.accumulator()));
      long records =
          Batches.run(
              storage,
              file,
              phase.graph(),
              batchSize,
              counter,
              (results, examples) -> {
                int at = 0;
                for (int i = 0; i < accumulators.size(); i++) {
                  List<Tensor> partials = new ArrayList<>();
                  for (int k = 0; k < phase.partials().get(i); k++) {
                    partials.add(results.get(at++));
                  }
                  accumulators.get(i).add(partials);
                }
              });
      return new Seen(accumulators, records);
    }
  }
}
