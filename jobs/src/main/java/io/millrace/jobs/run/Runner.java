package io.millrace.jobs.run;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.progress.Console;
import io.millrace.transforms.component.InputArtifact;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Runs the selected nodes of a pipeline one after the other. A node that throws stops those that
 * depend on it; one whose verdict is a failure (anomalies) stops all that come later.
 */
public final class Runner {
  private final Pipeline pipeline;
  private final Selection selection;
  private final Workspace workspace;
  private final Console console;
  private final Cancellation cancellation;
  private final Map<String, NodeReport> reports = new LinkedHashMap<>();
  private final Map<String, Map<String, InputArtifact>> outputs = new LinkedHashMap<>();
  private int exitCode;
  private boolean stopped;

  /** A run that has not begun. */
  public Runner(
      Pipeline pipeline,
      Selection selection,
      Workspace workspace,
      Console console,
      Cancellation cancellation) {
    this.pipeline = pipeline;
    this.selection = selection;
    this.workspace = workspace;
    this.console = console;
    this.cancellation = cancellation;
  }

  /**
   * Gives a component that runs alone the artefact of an input by its path.
   *
   * @param node the name that the edges of the component name as their source
   */
  public void provide(String node, String channel, InputArtifact artifact) {
    outputs.computeIfAbsent(node, n -> new LinkedHashMap<>()).put(channel, artifact);
  }

  /**
   * Finds the outputs of earlier runs that this one needs; done before Spark starts.
   *
   * @throws MillraceException of category usage, with a line for each node that never ran
   */
  public void reuse() throws IOException {
    List<String> missing = new ArrayList<>();
    for (String name : selection.reused()) {
      Pipeline.Node node = pipeline.node(name).orElseThrow();
      Optional<Map<String, InputArtifact>> latest = workspace.latest(node);
      if (latest.isEmpty()) {
        missing.add(
            name
                + ": no earlier run under "
                + pipeline.root()
                + " has completed it; run the pipeline without --from, or with --from "
                + name);
        continue;
      }
      outputs.put(name, latest.get());
      List<Workspace.Published> artifacts = new ArrayList<>();
      latest
          .get()
          .forEach(
              (channel, a) ->
                  artifacts.add(new Workspace.Published(channel, a.type(), a.uri(), a.id())));
      reports.put(
          name,
          NodeReport.notRun(name, node.spec().type(), NodeReport.State.REUSED, Optional.empty())
              .withArtifacts(artifacts));
    }
    if (!missing.isEmpty()) {
      throw MillraceException.usage(String.join("\n", missing));
    }
  }

  /** Runs the nodes. All that goes wrong in one is in its report; nothing is thrown. */
  public RunReport run(SparkSession spark, Storage storage) {
    long start = System.nanoTime();
    for (Pipeline.Node node : pipeline.nodes()) {
      if (selection.run().contains(node.name())) {
        NodeReport report = report(node, spark, storage);
        reports.put(node.name(), report);
      }
    }
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    List<NodeReport> ordered = new ArrayList<>();
    pipeline.nodeNames().stream()
        .filter(reports::containsKey)
        .forEach(name -> ordered.add(reports.get(name)));
    return new RunReport(
        pipeline.name(), pipeline.root(), exitCode, time, Blessings.of(storage, ordered), ordered);
  }

  private NodeReport report(Pipeline.Node node, SparkSession spark, Storage storage) {
    Optional<String> obstacle = obstacle(node);
    if (obstacle.isPresent()) {
      return NodeReport.notRun(node.name(), node.spec().type(), NodeReport.State.SKIPPED, obstacle);
    }
    Map<String, InputArtifact> inputs = new LinkedHashMap<>();
    node.inputs()
        .forEach(
            (channel, edge) -> inputs.put(channel, outputs.get(edge.node()).get(edge.channel())));
    NodeRun run = new NodeRun(node, workspace, console, cancellation);
    NodeRun.Outcome outcome = run.execute(spark, storage, inputs);
    outputs.put(node.name(), outcome.outputs());
    if (outcome.exitCode() != 0 && exitCode == 0) {
      exitCode = outcome.exitCode();
    }
    stopped |= outcome.stopsAll();
    return outcome.report();
  }

  private Optional<String> obstacle(Pipeline.Node node) {
    if (cancellation.requested()) {
      return Optional.of("the run was stopped");
    }
    for (Pipeline.Edge edge : node.inputs().values()) {
      NodeReport source = reports.get(edge.node());
      if (source != null && isObstacle(source.state())) {
        return Optional.of(
            edge.node()
                + (source.executionId() > 0 && source.state() == NodeReport.State.SKIPPED
                    ? " had nothing to do"
                    : " did not complete"));
      }
    }
    if (stopped) {
      return Optional.of("an earlier component stopped the pipeline");
    }
    return Optional.empty();
  }

  private static boolean isObstacle(NodeReport.State state) {
    return state != NodeReport.State.COMPLETE && state != NodeReport.State.REUSED;
  }
}
