package io.millrace.jobs.cli;

import io.millrace.artifacts.options.OptionModel;
import io.millrace.jobs.pipeline.Registry;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.ComponentSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The flags and the help of a component's command, made from its spec. */
final class ComponentFlags {
  private final ComponentSpec<?> spec;

  ComponentFlags(ComponentSpec<?> spec) {
    this.spec = spec;
  }

  /** The options that are flags of their own: those of one value whose names are free. */
  List<OptionModel.Option> direct() {
    List<String> taken = new ArrayList<>(List.of("config", "set", "master", "json", "quiet"));
    taken.addAll(List.of("verbose", "stacktrace", "help"));
    spec.inputs().forEach(c -> taken.add(c.name()));
    spec.outputs().forEach(c -> taken.add(c.name()));
    return OptionModel.of(spec.options()).stream()
        .filter(o -> o.isSingleValue() && !taken.contains(o.name()))
        .toList();
  }

  void addTo(CommandSpec command) {
    command.usageMessage().description(escape(spec.description()));
    channels(command, "%nInputs:%n", spec.inputs(), 1, "IN");
    channels(command, "%nOutputs:%n", spec.outputs(), 2, "OUT");
    ArgGroupSpec.Builder options =
        ArgGroupSpec.builder().heading("%nOptions:%n").validate(false).order(3);
    for (OptionModel.Option option : direct()) {
      options.addArg(
          OptionSpec.builder(ComponentCommand.flag(option.name()))
              .type(String.class)
              .paramLabel(option.path() ? "PATH" : label(option))
              .description(escape(describe(option)))
              .build());
    }
    options.addArg(
        OptionSpec.builder("--set")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("OPTION=VALUE")
            .description("Set any option; the value is YAML. May be repeated.")
            .build());
    options.addArg(
        OptionSpec.builder("--config")
            .type(String.class)
            .paramLabel("FILE")
            .description("A YAML file of options; flags and --set win over it.")
            .build());
    command.addArgGroup(options.build());
    command.usageMessage().optionListHeading("%nIn general:%n");
    command.usageMessage().footer(footer());
  }

  private static void channels(
      CommandSpec command, String heading, List<Channel> channels, int order, String label) {
    if (channels.isEmpty()) {
      return;
    }
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder().heading(heading).validate(false).order(order);
    for (Channel channel : channels) {
      group.addArg(
          OptionSpec.builder(ComponentCommand.flag(channel.name()))
              .type(String.class)
              .paramLabel(label)
              .required(channel.required())
              .description(
                  escape(channel.description()), escape("(" + channel.type().typeName() + ")"))
              .build());
    }
    command.addArgGroup(group.build());
  }

  private String[] footer() {
    List<String> lines = new ArrayList<>();
    List<OptionModel.Option> direct = direct();
    List<OptionModel.Option> others =
        OptionModel.of(spec.options()).stream().filter(o -> !direct.contains(o)).toList();
    if (!others.isEmpty()) {
      lines.add("");
      lines.add("By --set or --config:");
      others.forEach(
          o -> {
            lines.add("  " + o.name() + "=" + o.typeName().toUpperCase(Locale.ROOT));
            lines.add("      " + describe(o));
          });
    }
    lines.add("");
    lines.add("Examples:");
    lines.add("  " + example(direct));
    if (!others.isEmpty()) {
      lines.add("  " + example(direct) + " --config options.yaml");
    }
    return lines.stream().map(ComponentFlags::escape).toArray(String[]::new);
  }

  private String example(List<OptionModel.Option> direct) {
    StringBuilder text = new StringBuilder("millrace ").append(Registry.nodeName(spec));
    spec.inputs().stream().filter(Channel::required).forEach(c -> example(c.name(), text));
    direct.stream()
        .filter(OptionModel.Option::required)
        .forEach(
            o ->
                text.append(' ')
                    .append(ComponentCommand.flag(o.name()))
                    .append(' ')
                    .append(o.path() ? "data" : label(o)));
    spec.outputs().forEach(c -> example(c.name(), text));
    return text.toString();
  }

  private static void example(String channel, StringBuilder text) {
    text.append(' ').append(ComponentCommand.flag(channel)).append(" out/").append(channel);
  }

  private static String label(OptionModel.Option option) {
    return switch (option.typeName()) {
      case "text" -> "TEXT";
      case "integer" -> "N";
      case "number" -> "X";
      case "true or false" -> "BOOL";
      default -> option.typeName();
    };
  }

  private static String describe(OptionModel.Option option) {
    String presence =
        option.required()
            ? " Required."
            : option
                .defaultText()
                .filter(d -> !d.isEmpty())
                .map(d -> " Default: " + d + ".")
                .orElse("");
    return (option.doc() + presence).strip();
  }

  // Help texts pass through String.format.
  private static String escape(String text) {
    return text.replace("%", "%%");
  }
}
