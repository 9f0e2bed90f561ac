package io.millrace.jobs.pipeline;

import io.millrace.artifacts.options.Problems;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Orders nodes so that each comes after its sources; else in the order of the file. */
final class NodeOrder {
  private final Map<String, Draft> drafts;
  private final Map<String, Map<String, Pipeline.Edge>> edges;
  private final Problems problems;
  private final Set<String> done = new LinkedHashSet<>();

  NodeOrder(
      Map<String, Draft> drafts, Map<String, Map<String, Pipeline.Edge>> edges, Problems problems) {
    this.drafts = drafts;
    this.edges = edges;
    this.problems = problems;
  }

  /** The names in order; a cycle is noted as a problem. */
  List<String> order() {
    for (String name : drafts.keySet()) {
      if (!visit(name, new ArrayList<>())) {
        break;
      }
    }
    return List.copyOf(done);
  }

  private boolean visit(String name, List<String> path) {
    if (done.contains(name)) {
      return true;
    }
    int start = path.indexOf(name);
    path.add(name);
    if (start >= 0) {
      // The path follows inputs; read backwards it is the way of the data.
      List<String> cycle = new ArrayList<>(path.subList(start, path.size()));
      Collections.reverse(cycle);
      problems.add(
          drafts.get(name).place().location(),
          name
              + ": part of a cycle ("
              + String.join(" -> ", cycle)
              + "); remove one of its inputs");
      return false;
    }
    for (Pipeline.Edge edge : edges.get(name).values()) {
      if (!visit(edge.node(), path)) {
        return false;
      }
    }
    path.remove(path.size() - 1);
    done.add(name);
    return true;
  }
}
