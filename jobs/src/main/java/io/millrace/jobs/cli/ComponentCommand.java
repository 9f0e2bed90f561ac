package io.millrace.jobs.cli;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.Publication;
import io.millrace.artifacts.options.ConfigNode;
import io.millrace.artifacts.options.Location;
import io.millrace.artifacts.options.OptionModel;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.options.YamlReader;
import io.millrace.artifacts.storage.Storage;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.pipeline.PipelineReader;
import io.millrace.jobs.pipeline.Registry;
import io.millrace.jobs.pipeline.Setting;
import io.millrace.jobs.run.PathWorkspace;
import io.millrace.jobs.run.RunReport;
import io.millrace.jobs.run.Runner;
import io.millrace.jobs.run.Selection;
import io.millrace.jobs.run.Workspace;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.InputArtifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** One component as a job of its own: channels are paths, options come by flag, set or file. */
final class ComponentCommand<O extends Record> implements Callable<Integer> {
  private final Component<O> component;
  private final Surroundings surroundings;
  private final CommonOptions common = new CommonOptions();
  private final ComponentFlags flags;
  private final CommandSpec spec;

  private ComponentCommand(Component<O> component, Surroundings surroundings) {
    this.component = component;
    this.surroundings = surroundings;
    this.flags = new ComponentFlags(component.spec());
    this.spec = CommandSpec.wrapWithoutInspection(this);
    spec.name(name());
    spec.addMixin("common", CommandSpec.forAnnotatedObject(common));
    flags.addTo(spec);
  }

  static <O extends Record> ComponentCommand<O> of(
      Component<O> component, Surroundings surroundings) {
    return new ComponentCommand<>(component, surroundings);
  }

  /** The name of the subcommand. */
  String name() {
    return Registry.nodeName(component.spec());
  }

  CommandSpec spec() {
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    requireChannels();
    O options = OptionsBinder.bind(component.spec().options(), options());
    Map<String, String> inputs = paths(component.spec().inputs());
    Map<String, String> outputs = paths(component.spec().outputs());
    Map<String, Pipeline.Edge> edges = new LinkedHashMap<>();
    inputs.keySet().forEach(c -> edges.put(c, new Pipeline.Edge(flag(c), c)));
    Pipeline.Node node = new Pipeline.Node(name(), component, edges, options);
    Pipeline pipeline = new Pipeline(name(), "", Map.of(), List.of(node));
    Launch launch = new Launch(surroundings, common);
    RunReport report =
        launch.run(
            pipeline,
            Selection.alone(name()),
            storage -> workspace(storage, outputs),
            (runner, storage) -> provide(runner, storage, inputs));
    launch.print(report);
    return report.exitCode();
  }

  // Picocli does not check the flags of groups that only head the help.
  private void requireChannels() {
    List<String> missing = new ArrayList<>();
    missing(component.spec().inputs(), "IN", missing);
    missing(component.spec().outputs(), "OUT", missing);
    if (!missing.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "missing " + String.join(", ", missing));
    }
  }

  private void missing(List<Channel> channels, String label, List<String> missing) {
    channels.stream()
        .filter(c -> c.required() && value(flag(c.name())).isEmpty())
        .forEach(c -> missing.add(flag(c.name()) + " " + label));
  }

  // Staged and given up at once: what is wrong with a place shows before Spark starts.
  private static Workspace workspace(Storage storage, Map<String, String> outputs)
      throws IOException {
    Publication.stage(storage, outputs).close();
    return new PathWorkspace(storage, outputs);
  }

  private void provide(Runner runner, Storage storage, Map<String, String> inputs)
      throws IOException {
    for (Channel channel : component.spec().inputs()) {
      String uri = inputs.get(channel.name());
      if (uri == null) {
        continue;
      }
      if (!storage.exists(uri)) {
        throw MillraceException.usage(
            flag(channel.name()) + " " + uri + ": there is no such folder");
      }
      InputArtifact artifact = new InputArtifact(channel.type(), uri, Map.of(), 0);
      runner.provide(flag(channel.name()), channel.name(), artifact);
    }
  }

  private ConfigNode options() {
    ConfigNode.Mapping options = ConfigNode.empty(Location.flag(name()));
    Optional<String> config = value("--config").map(String.class::cast);
    if (config.isPresent()) {
      Path file = Path.of(config.get());
      ConfigNode read =
          YamlReader.read(PipelineReader.text(file), file.toString(), PipelineReader.folder(file));
      if (!(read instanceof ConfigNode.Mapping mapping)) {
        throw MillraceException.usage(
            file + ": found " + read.describe() + " (expected: a mapping of options)");
      }
      options = mapping;
    }
    List<?> settings = value("--set").map(v -> (List<?>) v).orElse(List.of());
    for (Object setting : settings) {
      options = Setting.parse((String) setting).applyTo(options);
    }
    for (OptionModel.Option option : flags.direct()) {
      String flag = flag(option.name());
      Optional<Object> given = value(flag);
      if (given.isPresent()) {
        String text = (String) given.get();
        ConfigNode node = YamlReader.readFlag(text, flag + " " + text);
        options = options.with(option.name(), node.location(), node);
      }
    }
    return options;
  }

  private Map<String, String> paths(List<Channel> channels) {
    Map<String, String> paths = new LinkedHashMap<>();
    for (Channel channel : channels) {
      value(flag(channel.name()))
          .ifPresent(path -> paths.put(channel.name(), trimmed((String) path)));
    }
    return paths;
  }

  private static String trimmed(String path) {
    String absolute = Location.flag("").resolve(path);
    return absolute.length() > 1 && absolute.endsWith("/")
        ? absolute.substring(0, absolute.length() - 1)
        : absolute;
  }

  private Optional<Object> value(String flag) {
    OptionSpec option = spec.findOption(flag);
    return option == null ? Optional.empty() : Optional.ofNullable(option.getValue());
  }

  static String flag(String name) {
    return "--" + name.replace('_', '-');
  }
}
