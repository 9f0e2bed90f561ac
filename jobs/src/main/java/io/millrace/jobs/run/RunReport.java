package io.millrace.jobs.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of a run.
 *
 * @param pipeline its name, or that of the component that ran alone
 * @param root of the artefacts, or empty for a component that ran alone
 * @param exitCode of the process
 * @param blessed whether the model is, where an evaluator ran
 */
public record RunReport(
    String pipeline,
    String root,
    int exitCode,
    Duration time,
    Optional<Boolean> blessed,
    List<NodeReport> nodes) {
  public RunReport {
    nodes = List.copyOf(nodes);
  }

  /** The same with another exit code. */
  public RunReport withExitCode(int code) {
    return new RunReport(pipeline, root, code, time, blessed, nodes);
  }

  /** How it ended. */
  public NodeReport.State state() {
    if (nodes.stream().anyMatch(n -> n.state() == NodeReport.State.CANCELED)) {
      return NodeReport.State.CANCELED;
    }
    return exitCode == 0 ? NodeReport.State.COMPLETE : NodeReport.State.FAILED;
  }
}
