package io.millrace.artifacts.options;

import io.millrace.artifacts.MillraceException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads YAML 1.2 (core schema) into nodes that know their line and column. */
public final class YamlReader {
  private final String source;
  private final String folder;
  private final int fixedLine;

  private YamlReader(String source, String folder, int fixedLine) {
    this.source = source;
    this.folder = folder;
    this.fixedLine = fixedLine;
  }

  /**
   * Reads a file's text.
   *
   * @param source the file as the user named it, for messages
   * @param folder its folder, against which relative paths are resolved
   * @return an empty mapping if the text holds no document
   * @throws MillraceException of category usage if it is not YAML, holds two documents, or a key
   *     twice
   */
  public static ConfigNode read(String text, String source, String folder) {
    return new YamlReader(source, folder, -1).parse(text, new Location(source, folder, 1, 1));
  }

  /** Reads a value given by a flag; all of it has the place {@code flag}. No text is empty text. */
  public static ConfigNode readFlag(String text, String flag) {
    Location location = Location.flag(flag);
    return new YamlReader(flag, "", 0).parse(text, location);
  }

  private ConfigNode parse(String text, Location start) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(source).setSchema(new CoreSchema()).build();
    try {
      Optional<Node> node = new Compose(settings).composeString(text);
      if (node.isEmpty()) {
        return fixedLine == 0 ? new ConfigNode.Scalar("", "", start) : ConfigNode.empty(start);
      }
      return convert(node.get(), 0);
    } catch (MarkedYamlEngineException e) {
      Location at =
          e.getProblemMark().map(m -> at(m.getLine() + 1, m.getColumn() + 1)).orElse(start);
      throw MillraceException.usage(at.prefix() + "not valid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw MillraceException.usage(start.prefix() + "not valid YAML: " + e.getMessage());
    }
  }

  private ConfigNode convert(Node node, int depth) {
    Location at = location(node);
    if (depth > 64) {
      throw MillraceException.usage(at.prefix() + "nested deeper than 64 levels");
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar, at);
    }
    if (node instanceof SequenceNode sequence) {
      List<ConfigNode> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(convert(item, depth + 1));
      }
      return new ConfigNode.Sequence(items, at);
    }
    return mapping((MappingNode) node, at, depth);
  }

  private ConfigNode mapping(MappingNode node, Location at, int depth) {
    List<ConfigNode.Entry> entries = new ArrayList<>();
    Map<String, Location> seen = new HashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      Location keyAt = location(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw MillraceException.usage(keyAt.prefix() + "a key must be a single word");
      }
      Location first = seen.putIfAbsent(key.getValue(), keyAt);
      if (first != null) {
        throw MillraceException.usage(
            keyAt.prefix()
                + key.getValue()
                + ": given twice"
                + (first.line() > 0 ? ", first in line " + first.line() : ""));
      }
      ConfigNode value = convert(tuple.getValueNode(), depth + 1);
      entries.add(new ConfigNode.Entry(key.getValue(), keyAt, value));
    }
    return new ConfigNode.Mapping(entries, at);
  }

  private static ConfigNode scalar(ScalarNode node, Location at) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return new ConfigNode.Scalar(null, text, at);
    }
    if (tag.equals(Tag.BOOL)) {
      return new ConfigNode.Scalar(text.equalsIgnoreCase("true"), text, at);
    }
    if (tag.equals(Tag.INT)) {
      return new ConfigNode.Scalar(integer(text, at), text, at);
    }
    if (tag.equals(Tag.FLOAT)) {
      return new ConfigNode.Scalar(real(text), text, at);
    }
    return new ConfigNode.Scalar(text, text, at);
  }

  private static Object integer(String text, Location at) {
    BigInteger value;
    if (text.startsWith("0x")) {
      value = new BigInteger(text.substring(2), 16);
    } else if (text.startsWith("0o")) {
      value = new BigInteger(text.substring(2), 8);
    } else {
      value = new BigInteger(text);
    }
    if (value.bitLength() > 63) {
      throw MillraceException.usage(
          at.prefix() + "the number " + text + " is out of range (expected: 64 bits)");
    }
    return value.longValue();
  }

  private static Double real(String text) {
    return switch (text) {
      case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> Double.POSITIVE_INFINITY;
      case "-.inf", "-.Inf", "-.INF" -> Double.NEGATIVE_INFINITY;
      case ".nan", ".NaN", ".NAN" -> Double.NaN;
      default -> Double.valueOf(text);
    };
  }

  private Location location(Node node) {
    return node.getStartMark()
        .map(mark -> at(mark.getLine() + 1, mark.getColumn() + 1))
        .orElseGet(() -> at(1, 1));
  }

  private Location at(int line, int column) {
    return fixedLine == 0 ? Location.flag(source) : new Location(source, folder, line, column);
  }
}
