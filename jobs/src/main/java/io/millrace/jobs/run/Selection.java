package io.millrace.jobs.run;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Nearest;
import io.millrace.jobs.pipeline.Pipeline;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which nodes run. {@code from}: this node and all that depend on it; {@code to}: this node and all
 * that it depends on; both: what lies between. Nodes that do not run but give an input to one that
 * does are reused from earlier runs.
 */
public record Selection(Set<String> run, Set<String> reused) {
  /**
   * Selects.
   *
   * @throws MillraceException of category usage if a name is unknown or nothing lies between
   */
  public static Selection of(Pipeline pipeline, Optional<String> from, Optional<String> to) {
    from.ifPresent(name -> check(pipeline, "--from", name));
    to.ifPresent(name -> check(pipeline, "--to", name));
    Set<String> run = new LinkedHashSet<>(pipeline.nodeNames());
    from.ifPresent(name -> run.retainAll(dependents(pipeline, name)));
    to.ifPresent(name -> run.retainAll(sources(pipeline, name)));
    if (run.isEmpty()) {
      throw MillraceException.usage(
          "--from "
              + from.orElse("")
              + " --to "
              + to.orElse("")
              + ": nothing lies between; "
              + to.orElse("")
              + " does not depend on "
              + from.orElse(""));
    }
    Set<String> reused = new LinkedHashSet<>();
    for (Pipeline.Node node : pipeline.nodes()) {
      if (run.contains(node.name())) {
        node.inputs().values().stream()
            .map(Pipeline.Edge::node)
            .filter(n -> !run.contains(n))
            .forEach(reused::add);
      }
    }
    return new Selection(run, reused);
  }

  /** One node, which reuses nothing. */
  public static Selection alone(String node) {
    return new Selection(Set.of(node), Set.of());
  }

  private static void check(Pipeline pipeline, String flag, String name) {
    if (pipeline.node(name).isEmpty()) {
      throw MillraceException.usage(
          flag
              + " "
              + name
              + ": there is no such component "
              + Nearest.hint(name, pipeline.nodeNames()));
    }
  }

  private static Set<String> dependents(Pipeline pipeline, String name) {
    Set<String> found = new LinkedHashSet<>(Set.of(name));
    for (Pipeline.Node node : pipeline.nodes()) {
      if (node.inputs().values().stream().anyMatch(e -> found.contains(e.node()))) {
        found.add(node.name());
      }
    }
    return found;
  }

  private static Set<String> sources(Pipeline pipeline, String name) {
    Set<String> found = new LinkedHashSet<>(Set.of(name));
    for (int i = pipeline.nodes().size() - 1; i >= 0; i--) {
      Pipeline.Node node = pipeline.nodes().get(i);
      if (found.contains(node.name())) {
        node.inputs().values().forEach(e -> found.add(e.node()));
      }
    }
    return found;
  }
}
