package io.millrace.jobs.cli;

import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.jobs.run.JsonSummary;
import io.millrace.transforms.component.Channel;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows a pipeline without running it. */
@Command(
    name = "describe",
    description = "Check a pipeline file and show its graph and all options, without running it.",
    footer = {
      "",
      "Examples:",
      "  millrace describe conf/fashion-mnist.yaml",
      "  millrace describe conf/fashion-mnist.yaml --set trainer.epochs=3 --json"
    })
final class DescribeCommand implements Callable<Integer> {
  private static final int LINE = 100;

  private final Surroundings surroundings;

  @Mixin private final PipelineArguments arguments = new PipelineArguments();
  @Mixin private final CommonOptions common = new CommonOptions();

  DescribeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Pipeline pipeline = arguments.read(surroundings.registry());
    if (common.json) {
      surroundings.out().println(JsonSummary.write(json(pipeline)));
    } else {
      text(pipeline, surroundings.out());
    }
    return 0;
  }

  private static Map<String, Object> json(Pipeline pipeline) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pipeline", pipeline.name());
    json.put("root", pipeline.root());
    json.put("spark", pipeline.spark());
    List<Map<String, Object>> nodes =
        pipeline.nodes().stream()
            .map(
                node -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("node", node.name());
                  one.put("component", node.spec().type());
                  Map<String, Object> inputs = new LinkedHashMap<>();
                  node.inputs().forEach((channel, edge) -> inputs.put(channel, edge.toString()));
                  one.put("inputs", inputs);
                  one.put("outputs", node.spec().outputs().stream().map(Channel::name).toList());
                  one.put("options", node.optionMap());
                  return one;
                })
            .toList();
    json.put("components", nodes);
    return json;
  }

  private static void text(Pipeline pipeline, PrintStream out) {
    out.println(pipeline.name() + " (artefacts below " + pipeline.root() + ")");
    pipeline.spark().forEach((key, value) -> out.println("  " + key + ": " + value));
    for (Pipeline.Node node : pipeline.nodes()) {
      out.println();
      String type = node.spec().type();
      out.println(node.name() + " (" + type + "): " + node.spec().description());
      node.inputs().forEach((channel, edge) -> out.println("  <- " + channel + " from " + edge));
      node.spec()
          .outputs()
          .forEach(c -> out.println("  -> " + c.name() + " (" + c.type().typeName() + ")"));
      node.optionMap().forEach((key, value) -> option(key, value, out));
    }
  }

  // A list that is too long for a line has a line for each of its items.
  private static void option(String key, Object value, PrintStream out) {
    String line = "  " + key + ": " + flow(value);
    if (value instanceof List<?> items && line.length() > LINE) {
      out.println("  " + key + ":");
      items.forEach(item -> out.println("    - " + flow(item)));
    } else {
      out.println(line);
    }
  }

  /** A value in one line of YAML's flow style. */
  static String flow(Object value) {
    if (value instanceof List<?> list) {
      return "[" + String.join(", ", list.stream().map(DescribeCommand::flow).toList()) + "]";
    }
    if (value instanceof Map<?, ?> map) {
      List<String> entries =
          map.entrySet().stream().map(e -> e.getKey() + ": " + flow(e.getValue())).toList();
      return "{" + String.join(", ", entries) + "}";
    }
    if (value instanceof String text) {
      boolean plain = text.matches("[A-Za-z_/][A-Za-z0-9_/ .+-]*") && !text.endsWith(" ");
      return plain ? text : JsonSummary.write(text);
    }
    return String.valueOf(value);
  }
}
