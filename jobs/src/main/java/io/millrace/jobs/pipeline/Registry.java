package io.millrace.jobs.pipeline;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Nearest;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The components that pipelines may use: those listed in the class path's {@code
 * META-INF/services/io.millrace.transforms.component.Component}, so that own components need only a
 * jar.
 */
public final class Registry {
  private final Map<String, Component<?>> byType = new LinkedHashMap<>();

  private Registry(Collection<? extends Component<?>> components) {
    for (Component<?> component : inOrderOfData(components)) {
      Component<?> other = byType.putIfAbsent(component.spec().type(), component);
      if (other != null) {
        throw MillraceException.environment(
            "Two components are named "
                + component.spec().type()
                + ": "
                + other.getClass().getName()
                + " and "
                + component.getClass().getName()
                + "; remove one of them from the class path",
            null);
      }
    }
  }

  // Class path order means nothing to a reader: each component after those that make its inputs.
  private static List<Component<?>> inOrderOfData(Collection<? extends Component<?>> components) {
    List<Component<?>> rest = new ArrayList<>(components);
    rest.sort(Comparator.comparing(c -> c.spec().type()));
    List<Component<?>> ordered = new ArrayList<>();
    Set<ArtifactType> made = EnumSet.noneOf(ArtifactType.class);
    while (!rest.isEmpty()) {
      List<Component<?>> next =
          new ArrayList<>(rest.stream().filter(c -> made.containsAll(required(c))).toList());
      if (next.isEmpty()) {
        next.addAll(rest);
      }
      ordered.addAll(next);
      rest.removeAll(next);
      next.forEach(c -> c.spec().outputs().forEach(output -> made.add(output.type())));
    }
    return ordered;
  }

  private static List<ArtifactType> required(Component<?> component) {
    return component.spec().inputs().stream().filter(Channel::required).map(Channel::type).toList();
  }

  /**
   * All components of the class path.
   *
   * @throws MillraceException of category environment if one cannot be loaded
   */
  @SuppressWarnings({"rawtypes", "unchecked"})
  public static Registry load() {
    List<Component<?>> components = new ArrayList<>();
    try {
      for (Component component : ServiceLoader.load(Component.class)) {
        components.add(component);
      }
    } catch (ServiceConfigurationError e) {
      throw MillraceException.environment("A component cannot be loaded: " + e.getMessage(), e);
    }
    return new Registry(components);
  }

  /** These components and no others. */
  public static Registry of(List<? extends Component<?>> components) {
    return new Registry(components);
  }

  /** All components, each after those that make its inputs. */
  public Collection<Component<?>> components() {
    return byType.values();
  }

  /** The component of a type, such as {@code ExampleGen}. */
  Optional<Component<?>> byType(String type) {
    return Optional.ofNullable(byType.get(type));
  }

  /** The component whose dashed type is the name of the node. */
  Optional<Component<?>> byNodeName(String nodeName) {
    return components().stream().filter(c -> nodeName(c.spec()).equals(nodeName)).findFirst();
  }

  /** A hint for a type that is not there. */
  String typeHint(String type) {
    return Nearest.hint(type, byType.keySet());
  }

  /** The types. */
  Collection<String> types() {
    return byType.keySet();
  }

  /** {@code ExampleGen} as {@code example-gen}: the usual name of a node, and of a subcommand. */
  public static String nodeName(ComponentSpec<?> spec) {
    return spec.type()
        .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
        .replace('_', '-')
        .toLowerCase(Locale.ROOT);
  }
}
