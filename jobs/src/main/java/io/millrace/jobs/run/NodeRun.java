package io.millrace.jobs.run;

import io.millrace.artifacts.storage.Storage;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.progress.Console;
import io.millrace.jobs.progress.ConsoleProgress;
import io.millrace.jobs.progress.Durations;
import io.millrace.jobs.progress.ProgressTicker;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.EarlierOutputs;
import io.millrace.transforms.component.InputArtifact;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Runs one node: stage, run, publish, record. */
final class NodeRun {
  /** What a node has left. */
  record Outcome(
      NodeReport report, Map<String, InputArtifact> outputs, int exitCode, boolean stopsAll) {}

  private final Pipeline.Node node;
  private final Workspace workspace;
  private final Console console;
  private final Cancellation cancellation;
  private final long start = System.nanoTime();
  private long executionId;

  NodeRun(Pipeline.Node node, Workspace workspace, Console console, Cancellation cancellation) {
    this.node = node;
    this.workspace = workspace;
    this.console = console;
    this.cancellation = cancellation;
  }

  Outcome execute(SparkSession spark, Storage storage, Map<String, InputArtifact> inputs) {
    console.line(node.name() + ": started");
    cancellation.watch(spark.sparkContext());
    try (Workspace.Execution execution = workspace.begin(node, inputs)) {
      executionId = execution.id();
      try {
        return run(execution, spark, storage, inputs);
      } catch (Throwable e) {
        // An interrupt has done its work; files must still be deleted and the end recorded.
        boolean interrupted = Thread.interrupted();
        Outcome failed = failed(e, cancellation.requested() || interrupted);
        recordFailure(execution, failed);
        return failed;
      }
    } catch (Throwable e) {
      return failed(e, cancellation.requested());
    }
  }

  private Outcome run(
      Workspace.Execution execution,
      SparkSession spark,
      Storage storage,
      Map<String, InputArtifact> inputs)
      throws Exception {
    ComponentResult result;
    ConsoleProgress progress =
        new ConsoleProgress(console, node.name(), spark.sparkContext(), System::nanoTime);
    ProgressTicker ticker = new ProgressTicker(progress);
    try {
      result = call(node.component(), execution, spark, storage, inputs, progress);
    } finally {
      ticker.close();
      progress.close();
    }
    if (result.skipped().isPresent()) {
      return skipped(execution, result.skipped().get());
    }
    Map<String, Workspace.Published> published = execution.publish(result);
    return finished(result, published);
  }

  // The reader has bound the options to the very type that the component asks for.
  @SuppressWarnings("unchecked")
  private <O extends Record> ComponentResult call(
      Component<O> component,
      Workspace.Execution execution,
      SparkSession spark,
      Storage storage,
      Map<String, InputArtifact> inputs,
      ConsoleProgress progress)
      throws Exception {
    O options = (O) node.options();
    return component.run(
        new ComponentContext<>(
            spark, storage, options, inputs, execution.staged(), progress, earlier()));
  }

  private EarlierOutputs earlier() {
    return new EarlierOutputs() {
      @Override
      public Optional<InputArtifact> latest(String channel) throws IOException {
        return workspace.latest(node, channel);
      }

      @Override
      public List<InputArtifact> ofInput(String channel) throws IOException {
        return workspace.earlierInputs(node, channel);
      }
    };
  }

  private Outcome skipped(Workspace.Execution execution, String reason) throws IOException {
    execution.skip(reason);
    console.line(node.name() + ": skipped: " + reason);
    NodeReport report =
        new NodeReport(
            node.name(),
            node.spec().type(),
            NodeReport.State.SKIPPED,
            time(),
            -1,
            -1,
            "",
            Optional.of(reason),
            executionId,
            List.of(),
            List.of());
    return new Outcome(report, Map.of(), 0, false);
  }

  private Outcome finished(ComponentResult result, Map<String, Workspace.Published> published) {
    Map<String, InputArtifact> outputs = new LinkedHashMap<>();
    published.forEach(
        (channel, p) ->
            outputs.put(
                channel,
                new InputArtifact(
                    p.type(),
                    p.uri(),
                    result.properties().getOrDefault(channel, Map.of()),
                    p.id())));
    boolean failed = result.failure().isPresent();
    NodeReport report =
        new NodeReport(
            node.name(),
            node.spec().type(),
            failed ? NodeReport.State.FAILED : NodeReport.State.COMPLETE,
            time(),
            result.recordsIn(),
            result.recordsOut(),
            result.headline(),
            result.failure(),
            executionId,
            List.copyOf(published.values()),
            result.tables());
    if (failed) {
      console.error(node.name() + ": failed: " + result.failure().get());
    } else {
      String headline = result.headline().isEmpty() ? "" : ": " + result.headline();
      console.line(node.name() + ": complete in " + Durations.words(time()) + headline);
    }
    return new Outcome(report, outputs, failed ? 1 : 0, failed);
  }

  private Outcome failed(Throwable thrown, boolean canceled) {
    Fault fault = canceled ? new Fault(1, "stopped", true) : Fault.of(thrown);
    NodeReport.State state = canceled ? NodeReport.State.CANCELED : NodeReport.State.FAILED;
    console.error(node.name() + (canceled ? ": stopped" : ": failed: " + fault.message()));
    if (console.stackTraces()) {
      StringWriter trace = new StringWriter();
      thrown.printStackTrace(new PrintWriter(trace, true));
      console.error(trace.toString());
    } else if (!fault.foreseen()) {
      console.error("Run again with --stacktrace to see where this came from.");
    }
    NodeReport report =
        new NodeReport(
            node.name(),
            node.spec().type(),
            state,
            time(),
            -1,
            -1,
            "",
            Optional.of(fault.message()),
            executionId,
            List.of(),
            List.of());
    return new Outcome(report, Map.of(), fault.exitCode(), canceled);
  }

  private void recordFailure(Workspace.Execution execution, Outcome failed) {
    NodeReport report = failed.report();
    try {
      execution.fail(report.error().orElse(""), report.state() == NodeReport.State.CANCELED);
    } catch (IOException | RuntimeException e) {
      console.error(node.name() + ": the failure could not be recorded: " + Fault.of(e).message());
    }
  }

  private Duration time() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
