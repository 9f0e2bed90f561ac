package io.millrace.jobs.run;

import io.millrace.transforms.component.ComponentResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of a node.
 *
 * @param component the type, such as {@code Trainer}
 * @param recordsIn records read, or -1
 * @param recordsOut records written, or -1
 * @param executionId its id in the metadata store, or 0
 * @param error why it failed or was skipped, which is no failure of its own
 */
public record NodeReport(
    String node,
    String component,
    State state,
    Duration time,
    long recordsIn,
    long recordsOut,
    String headline,
    Optional<String> error,
    long executionId,
    List<Workspace.Published> artifacts,
    List<ComponentResult.Table> tables) {
  /** How it ended. */
  public enum State {
    /** It ran and its outputs are published. */
    COMPLETE,
    /** It failed; nothing is published, unless its verdict is the failure. */
    FAILED,
    /** Somebody stopped it; nothing is published. */
    CANCELED,
    /** It found nothing to do, or did not run because an earlier one left it nothing to read. */
    SKIPPED,
    /** It did not run: the outputs of an earlier run are used. */
    REUSED
  }

  static NodeReport notRun(String node, String component, State state, Optional<String> why) {
    return new NodeReport(
        node, component, state, Duration.ZERO, -1, -1, "", why, 0, List.of(), List.of());
  }

  NodeReport withArtifacts(List<Workspace.Published> reused) {
    return new NodeReport(
        node,
        component,
        state,
        time,
        recordsIn,
        recordsOut,
        headline,
        error,
        executionId,
        reused,
        tables);
  }
}
