package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.graph.analyzers.Accumulator;
import io.millrace.transforms.graph.analyzers.Analyzer;
import io.millrace.transforms.graph.analyzers.Value;
import java.util.ArrayList;
import java.util.List;

/** Traces and passes in turn, until no analyzer is left without a result. */
final class Phases {
  private Phases() {}

  /** A full pass over the data. */
  @FunctionalInterface
  interface Pass {
    /**
     * Computes {@link Trace#ready()}.
     *
     * @param phase 1 for the first pass
     * @return an accumulator for each, in that order
     */
    List<Accumulator> run(Trace trace, int phase) throws Exception;
  }

  /** The trace in which all analyzers are constants, and the number of passes it took. */
  record Resolved(Trace trace, int passes) {}

  static Resolved resolve(Tracer tracer, Pass pass) throws Exception {
    List<List<Value>> known = new ArrayList<>();
    Trace trace = tracer.trace(known);
    List<Analyzer> analyzers = trace.analyzers();
    analyzers.forEach(analyzer -> known.add(null));
    int passes = 0;
    while (!trace.ready().isEmpty()) {
      passes++;
      List<Accumulator> seen = pass.run(trace, passes);
      for (int i = 0; i < seen.size(); i++) {
        known.set(trace.ready().get(i).index(), seen.get(i).results());
      }
      trace = tracer.trace(known);
      if (!trace.analyzers().equals(analyzers)) {
        throw MillraceException.usage(
            "The preprocessing function called the analyzers %s, then %s (expected: the same each time); it must depend on nothing but its inputs"
                .formatted(analyzers, trace.analyzers()));
      }
    }
    return new Resolved(trace, passes);
  }
}
