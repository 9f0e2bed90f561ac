package io.millrace.jobs.pipeline;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.ConfigNode;
import io.millrace.artifacts.options.Location;
import io.millrace.artifacts.options.YamlReader;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@code --set}: a dotted path of keys and a YAML value. Dashes in the names of options count
 * as underscores.
 */
public record Setting(List<String> path, ConfigNode value, Location location) {
  public Setting {
    path = List.copyOf(path);
  }

  /**
   * Reads {@code key.key=value}.
   *
   * @throws MillraceException of category usage if it has no {@code =}, an empty key, or a value
   *     that is not YAML
   */
  public static Setting parse(String text) {
    String flag = "--set " + text;
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw MillraceException.usage(flag + ": found no '=' (expected: option=value)");
    }
    List<String> path = List.of(text.substring(0, equals).split("\\.", -1));
    if (path.stream().anyMatch(String::isBlank)) {
      throw MillraceException.usage(flag + ": an empty name before '='");
    }
    ConfigNode value = YamlReader.readFlag(text.substring(equals + 1), flag);
    return new Setting(path, value, Location.flag(flag));
  }

  /** The path without its first key, the rest with underscores. */
  List<String> optionPath() {
    List<String> rest = new ArrayList<>(path.subList(1, path.size()));
    if (!rest.isEmpty()) {
      rest.set(0, rest.get(0).replace('-', '_'));
    }
    return rest;
  }

  /** Options with this setting, whose whole path names an option. */
  public ConfigNode.Mapping applyTo(ConfigNode.Mapping options) {
    List<String> keys = new ArrayList<>(path);
    keys.set(0, keys.get(0).replace('-', '_'));
    return options.withPath(keys, value);
  }
}
