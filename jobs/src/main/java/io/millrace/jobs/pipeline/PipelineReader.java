package io.millrace.jobs.pipeline;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.ConfigNode;
import io.millrace.artifacts.options.Location;
import io.millrace.artifacts.options.Nearest;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.options.Problems;
import io.millrace.artifacts.options.YamlReader;
import io.millrace.transforms.component.Component;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads pipeline files and checks all of them that can be checked before anything runs. */
public final class PipelineReader {
  private static final Pattern NODE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  private final Registry registry;
  private final Problems problems = new Problems();

  private PipelineReader(Registry registry) {
    this.registry = registry;
  }

  /**
   * Reads a file of the local disk.
   *
   * @throws MillraceException of category usage, with a line for each problem; or if there is no
   *     such file
   */
  public static Pipeline read(Path file, Overrides overrides, Registry registry) {
    return read(text(file), file.toString(), folder(file), overrides, registry);
  }

  /**
   * Reads the text of a file.
   *
   * @param source the file as the user named it, for messages
   * @param folder relative paths start there
   */
  public static Pipeline read(
      String text, String source, String folder, Overrides overrides, Registry registry) {
    return new PipelineReader(registry).read(YamlReader.read(text, source, folder), overrides);
  }

  /** The text of a YAML file, which must be there and be UTF-8. */
  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw MillraceException.usage(file + ": there is no such file");
    } catch (CharacterCodingException e) {
      throw MillraceException.usage(file + ": not a text file in UTF-8");
    } catch (IOException e) {
      if (Files.isDirectory(file)) {
        throw MillraceException.usage(file + ": a folder (expected: a YAML file)");
      }
      throw MillraceException.environment(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** The folder of a file. */
  public static String folder(Path file) {
    Path parent = file.getParent();
    return parent == null ? "" : parent.toString();
  }

  private Pipeline read(ConfigNode tree, Overrides overrides) {
    ConfigNode withRoot = tree;
    if (overrides.root().isPresent() && tree instanceof ConfigNode.Mapping mapping) {
      String root = overrides.root().get();
      Location flag = Location.flag("--root " + root);
      withRoot = mapping.with("root", flag, new ConfigNode.Scalar(root, root, flag));
    }
    Optional<PipelineFile> bound = OptionsBinder.bind(PipelineFile.class, withRoot, "", problems);
    Map<String, ConfigNode.Mapping> places = places(withRoot);
    if (bound.isEmpty()) {
      checkOptionsAnyway(places);
      problems.raise();
    }
    PipelineFile file = bound.orElseThrow();
    Map<String, Draft> drafts = drafts(file, places);
    Map<String, ConfigNode.Mapping> options = options(drafts, settings(overrides, drafts));
    Map<String, Map<String, Pipeline.Edge>> edges = new EdgeResolver(drafts, problems).resolve();
    Map<String, Record> records = bindOptions(drafts, options);
    List<String> order = new NodeOrder(drafts, edges, problems).order();
    if (file.components().isEmpty()) {
      problems.add(withRoot.location(), "components: empty (expected: at least one component)");
    }
    problems.raise();
    List<Pipeline.Node> nodes = new ArrayList<>();
    for (String name : order) {
      Draft draft = drafts.get(name);
      nodes.add(new Pipeline.Node(name, draft.component(), edges.get(name), records.get(name)));
    }
    return new Pipeline(file.name(), trimmed(file.root()), file.spark(), nodes);
  }

  private static String trimmed(String root) {
    return root.length() > 1 && root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
  }

  /** Where each node's mapping stands. */
  private static Map<String, ConfigNode.Mapping> places(ConfigNode tree) {
    Map<String, ConfigNode.Mapping> places = new LinkedHashMap<>();
    if (tree instanceof ConfigNode.Mapping root
        && root.value("components").orElse(null) instanceof ConfigNode.Mapping components) {
      for (ConfigNode.Entry entry : components.entries()) {
        ConfigNode.Mapping place =
            entry.value() instanceof ConfigNode.Mapping mapping
                ? mapping
                : ConfigNode.empty(entry.keyLocation());
        // A node is reported at its name.
        places.put(entry.key(), new ConfigNode.Mapping(place.entries(), entry.keyLocation()));
      }
    }
    return places;
  }

  // With a broken frame, what is inside the nodes is still worth a check.
  private void checkOptionsAnyway(Map<String, ConfigNode.Mapping> places) {
    places.forEach(
        (name, place) ->
            registry
                .byNodeName(name)
                .filter(c -> place.value("component").isEmpty())
                .ifPresent(
                    component ->
                        place
                            .value("options")
                            .ifPresent(
                                node ->
                                    OptionsBinder.bind(
                                        component.spec().options(), node, name, problems))));
  }

  private Map<String, Draft> drafts(PipelineFile file, Map<String, ConfigNode.Mapping> places) {
    Map<String, Draft> drafts = new LinkedHashMap<>();
    file.components()
        .forEach(
            (name, node) -> {
              ConfigNode.Mapping place = places.get(name);
              if (!NODE_NAME.matcher(name).matches()) {
                problems.add(
                    place.location(),
                    "'" + name + "' is no name for a node (expected: letters, digits, - and _)");
              }
              component(name, node, place)
                  .ifPresent(c -> drafts.put(name, new Draft(name, c, node, place)));
            });
    return drafts;
  }

  private Optional<Component<?>> component(
      String name, PipelineFile.NodeFile node, ConfigNode.Mapping place) {
    if (node.component().isPresent()) {
      String type = node.component().get();
      Optional<Component<?>> found = registry.byType(type);
      if (found.isEmpty()) {
        Location at = place.value("component").map(ConfigNode::location).orElse(place.location());
        problems.add(at, name + ": unknown component '" + type + "' " + registry.typeHint(type));
      }
      return found;
    }
    Optional<Component<?>> found = registry.byNodeName(name);
    if (found.isEmpty()) {
      List<String> names =
          registry.components().stream().map(c -> Registry.nodeName(c.spec())).toList();
      problems.add(
          place.location(),
          name
              + ": no component has this name "
              + Nearest.hint(name, names)
              + "; for a name of your own add 'component: TYPE'");
    }
    return found;
  }

  private List<Setting> settings(Overrides overrides, Map<String, Draft> drafts) {
    List<Setting> settings = new ArrayList<>();
    for (String text : overrides.settings()) {
      Setting setting = Setting.parse(text);
      String node = setting.path().get(0);
      if (setting.path().size() < 2) {
        problems.add(setting.location(), "names no option (expected: component.option=value)");
      } else if (!drafts.containsKey(node)) {
        problems.add(
            setting.location(),
            "there is no component '" + node + "' " + Nearest.hint(node, drafts.keySet()));
      } else {
        settings.add(setting);
      }
    }
    return settings;
  }

  private Map<String, ConfigNode.Mapping> options(
      Map<String, Draft> drafts, List<Setting> settings) {
    Map<String, ConfigNode.Mapping> options = new LinkedHashMap<>();
    drafts.forEach((name, draft) -> draft.options(problems).ifPresent(o -> options.put(name, o)));
    for (Setting setting : settings) {
      options.computeIfPresent(
          setting.path().get(0),
          (name, mapping) -> mapping.withPath(setting.optionPath(), setting.value()));
    }
    return options;
  }

  private Map<String, Record> bindOptions(
      Map<String, Draft> drafts, Map<String, ConfigNode.Mapping> options) {
    Map<String, Record> records = new LinkedHashMap<>();
    options.forEach(
        (name, mapping) ->
            OptionsBinder.bind(drafts.get(name).spec().options(), mapping, name, problems)
                .ifPresent(record -> records.put(name, record)));
    return records;
  }
}
