package io.millrace.jobs.pipeline;

import io.millrace.artifacts.options.ConfigNode;
import io.millrace.artifacts.options.Location;
import io.millrace.artifacts.options.Problems;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentSpec;
import java.util.Optional;

/** A node of a file whose component is known, before its edges and options are checked. */
record Draft(
    String name, Component<?> component, PipelineFile.NodeFile file, ConfigNode.Mapping place) {
  ComponentSpec<?> spec() {
    return component.spec();
  }

  /** The mapping of options, or the place of the node where it has none. */
  Optional<ConfigNode.Mapping> options(Problems problems) {
    ConfigNode node = file.options().orElse(ConfigNode.empty(place.location()));
    if (node instanceof ConfigNode.Mapping mapping) {
      return Optional.of(mapping);
    }
    problems.add(
        node.location(),
        name + ".options: found " + node.describe() + " (expected: a mapping of options)");
    return Optional.empty();
  }

  /** Where the key of an input channel stands. */
  Location inputKey(String channel) {
    return input(channel).map(ConfigNode.Entry::keyLocation).orElse(place.location());
  }

  /** Where the value of an input channel stands. */
  Location inputValue(String channel) {
    return input(channel).map(e -> e.value().location()).orElse(place.location());
  }

  private Optional<ConfigNode.Entry> input(String channel) {
    return place
        .value("inputs")
        .filter(ConfigNode.Mapping.class::isInstance)
        .flatMap(inputs -> ((ConfigNode.Mapping) inputs).entry(channel));
  }
}
