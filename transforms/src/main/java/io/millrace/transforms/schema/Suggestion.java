package io.millrace.transforms.schema;

import com.google.protobuf.TextFormat;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Doc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.Schema;

/**
 * A rule that statistics suggest beyond what a schema says, with its evidence.
 *
 * @param path of the feature
 * @param change what to merge into the feature's entry
 * @param evidence what was found, with counts
 * @param confidence the share of further values, or records, that fits at least, with a probability
 *     of 95%
 */
public record Suggestion(
    List<String> path, Kind kind, Feature change, String evidence, double confidence) {

  /** What can be suggested. */
  public enum Kind {
    /** The range of numbers. */
    @Doc("The range of numbers that was found.")
    RANGE,
    /** No negative numbers. */
    @Doc("No negative numbers.")
    NON_NEGATIVE,
    /** The least share of records. */
    @Doc("The least share of records that has a feature.")
    PRESENCE,
    /** No value twice. */
    @Doc("No value twice.")
    UNIQUE,
    /** A regular expression. */
    @Doc("A regular expression that all values match.")
    PATTERN,
    /** Dates and times. */
    @Doc("A format of dates and times, or a unit of Unix time.")
    DATE
  }

  /** Its name, such as {@code fare:range}: a written path and a kind. */
  public String name() {
    return SerializedPath.of(path) + ":" + kind.name().toLowerCase(Locale.ROOT);
  }

  /** The change as text, on one line. */
  public String changeText() {
    return TextFormat.printer()
        .escapingNonAscii(false)
        .printToString(change)
        .strip()
        .replaceAll("\\s*\\n\\s*", " ");
  }

  /** As a map for JSON: name, feature, kind, change, evidence, confidence. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name());
    json.put("feature", SerializedPath.of(path));
    json.put("kind", kind.name().toLowerCase(Locale.ROOT));
    json.put("change", changeText());
    json.put("evidence", evidence);
    json.put("confidence", confidence);
    return json;
  }

  /**
   * A schema with this suggestion in it.
   *
   * @throws MillraceException (usage) if the schema lacks the feature
   */
  public Schema applyTo(Schema schema) {
    SchemaTree tree = new SchemaTree(schema.toBuilder());
    Feature.Builder feature = tree.feature(path);
    if (feature == null) {
      throw MillraceException.usage(
          "suggestion '" + name() + "': the schema has no such feature; infer or update it first");
    }
    feature.mergeFrom(change);
    return tree.schema().build();
  }
}
