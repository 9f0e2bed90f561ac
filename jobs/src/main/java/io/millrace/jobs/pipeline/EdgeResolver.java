package io.millrace.jobs.pipeline;

import io.millrace.artifacts.options.Nearest;
import io.millrace.artifacts.options.Problems;
import io.millrace.transforms.component.Channel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds, for each input, the output that it names, and checks that their types are the same. */
final class EdgeResolver {
  private final Map<String, Draft> drafts;
  private final Problems problems;

  EdgeResolver(Map<String, Draft> drafts, Problems problems) {
    this.drafts = drafts;
    this.problems = problems;
  }

  /** The edges of each node by input channel, without those that are wrong. */
  Map<String, Map<String, Pipeline.Edge>> resolve() {
    Map<String, Map<String, Pipeline.Edge>> edges = new LinkedHashMap<>();
    drafts.forEach((name, draft) -> edges.put(name, edges(draft)));
    return edges;
  }

  private Map<String, Pipeline.Edge> edges(Draft draft) {
    List<String> channels = draft.spec().inputs().stream().map(Channel::name).toList();
    for (String given : draft.file().inputs().keySet()) {
      if (!channels.contains(given)) {
        problems.add(
            draft.inputKey(given),
            draft.name() + ".inputs." + given + ": unknown input " + Nearest.hint(given, channels));
      }
    }
    Map<String, Pipeline.Edge> edges = new LinkedHashMap<>();
    for (Channel channel : draft.spec().inputs()) {
      String source = draft.file().inputs().get(channel.name());
      if (source != null) {
        edge(draft, channel, source).ifPresent(e -> edges.put(channel.name(), e));
      } else if (channel.required()) {
        missing(draft, channel);
      }
    }
    return edges;
  }

  private void missing(Draft draft, Channel channel) {
    List<String> sources = new ArrayList<>();
    drafts.forEach(
        (name, other) ->
            other.spec().outputs().stream()
                .filter(o -> o.type() == channel.type() && other != draft)
                .forEach(o -> sources.add(name)));
    String hint =
        sources.isEmpty()
            ? "no component here gives " + channel.type().typeName()
            : "add under inputs: {" + channel.name() + ": " + String.join(" or ", sources) + "}";
    problems.add(
        draft.place().location(),
        draft.name() + ": input '" + channel.name() + "' is missing; " + hint);
  }

  private Optional<Pipeline.Edge> edge(Draft draft, Channel channel, String source) {
    int dot = source.indexOf('.');
    String node = dot < 0 ? source : source.substring(0, dot);
    Draft from = drafts.get(node);
    if (from == null) {
      problem(draft, channel, "unknown node '" + node + "' " + Nearest.hint(node, drafts.keySet()));
      return Optional.empty();
    }
    Optional<Channel> output =
        dot < 0
            ? outputOfType(draft, channel, from)
            : namedOutput(draft, channel, from, source.substring(dot + 1));
    return output.map(o -> new Pipeline.Edge(node, o.name()));
  }

  private Optional<Channel> namedOutput(Draft draft, Channel channel, Draft from, String name) {
    List<String> names = from.spec().outputs().stream().map(Channel::name).toList();
    Optional<Channel> output =
        from.spec().outputs().stream().filter(o -> o.name().equals(name)).findFirst();
    if (output.isEmpty()) {
      problem(
          draft,
          channel,
          from.name() + " has no output '" + name + "' " + Nearest.hint(name, names));
    } else if (output.get().type() != channel.type()) {
      wrongType(draft, channel, from, output.get());
      return Optional.empty();
    }
    return output;
  }

  private Optional<Channel> outputOfType(Draft draft, Channel channel, Draft from) {
    List<Channel> outputs = from.spec().outputs();
    List<Channel> matching = outputs.stream().filter(o -> o.type() == channel.type()).toList();
    Optional<Channel> sameName =
        matching.stream().filter(o -> o.name().equals(channel.name())).findFirst();
    if (sameName.isPresent() || matching.size() == 1) {
      return sameName.or(() -> Optional.of(matching.get(0)));
    }
    if (!matching.isEmpty()) {
      List<String> choices = matching.stream().map(o -> from.name() + "." + o.name()).toList();
      problem(
          draft,
          channel,
          from.name()
              + " has several such outputs (expected one of: "
              + String.join(", ", choices)
              + ")");
    } else if (outputs.size() == 1) {
      wrongType(draft, channel, from, outputs.get(0));
    } else {
      problem(
          draft,
          channel,
          from.name() + " gives no " + channel.type().typeName() + " but " + describe(outputs));
    }
    return Optional.empty();
  }

  private void wrongType(Draft draft, Channel channel, Draft from, Channel output) {
    problem(
        draft,
        channel,
        from.name()
            + "."
            + output.name()
            + " is of type "
            + output.type().typeName()
            + " (expected: "
            + channel.type().typeName()
            + ")");
  }

  private void problem(Draft draft, Channel channel, String what) {
    problems.add(
        draft.inputValue(channel.name()), draft.name() + ".inputs." + channel.name() + ": " + what);
  }

  private static String describe(List<Channel> outputs) {
    return String.join(
        ", ", outputs.stream().map(o -> o.name() + " (" + o.type().typeName() + ")").toList());
  }
}
