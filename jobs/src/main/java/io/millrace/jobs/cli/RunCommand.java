package io.millrace.jobs.cli;

import io.millrace.artifacts.metadata.MetadataUrl;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.run.RootWorkspace;
import io.millrace.jobs.run.RunReport;
import io.millrace.jobs.run.Selection;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a pipeline. */
@Command(
    name = "run",
    description = "Run a pipeline: every component in order, each output published and recorded.",
    footer = {
      "",
      "Examples:",
      "  millrace run conf/fashion-mnist.yaml",
      "  millrace run conf/fashion-mnist.yaml --root /data/fashion --set trainer.epochs=3",
      "  millrace run conf/fashion-mnist.yaml --from evaluator --fail-if-not-blessed",
      "  millrace run conf/fashion-mnist.yaml --json --quiet > summary.json"
    })
final class RunCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private final PipelineArguments arguments = new PipelineArguments();

  @Option(
      names = "--from",
      paramLabel = "NAME",
      description = "Run this component and those that depend on it, on earlier artefacts.",
      order = 3)
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "NAME",
      description = "Run no further than this component.",
      order = 4)
  private Optional<String> to = Optional.empty();

  @Option(
      names = "--metadata",
      paramLabel = "URL",
      description = {
        "The metadata store: a local path or jdbc:sqlite:PATH.",
        "Default: metadata.sqlite below the root."
      },
      order = 5)
  private Optional<String> metadata = Optional.empty();

  @Option(
      names = "--fail-if-not-blessed",
      description = "End with 1 if the model is not blessed.",
      order = 6)
  private boolean failIfNotBlessed;

  @Mixin private final CommonOptions common = new CommonOptions();

  RunCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Pipeline pipeline = arguments.read(surroundings.registry());
    Selection selection = Selection.of(pipeline, from, to);
    Launch launch = new Launch(surroundings, common);
    RunReport report =
        launch.run(
            pipeline, selection, storage -> workspace(storage, pipeline), (runner, storage) -> {});
    boolean refused = failIfNotBlessed && report.exitCode() == 0 && !report.blessed().orElse(true);
    RunReport judged = refused ? report.withExitCode(1) : report;
    launch.print(judged);
    if (refused) {
      surroundings.err().println("The model is not blessed (--fail-if-not-blessed).");
    }
    return judged.exitCode();
  }

  private RootWorkspace workspace(HadoopStorage storage, Pipeline pipeline) throws IOException {
    String url = MetadataUrl.resolve(storage, pipeline.root(), metadata);
    // The form in which TFX names its runs.
    String runId = LocalDateTime.now(ZoneOffset.UTC).toString();
    return RootWorkspace.open(storage, pipeline, url, runId);
  }
}
