package io.millrace.transforms.schema;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.Schema;

/**
 * What two schemas say differently. The order of features, of domains, and of the values in them
 * does not count: features are matched by path, domains by name.
 *
 * @param changes in the order of the second schema, then what only the first one has
 */
public record SchemaDiff(List<Change> changes) {
  /** What happened to a field or to a whole entry. */
  public enum Kind {
    /** Only the second schema has it. */
    ADDED,
    /** Only the first schema has it. */
    REMOVED,
    /** Both have it, with other contents. */
    CHANGED
  }

  /**
   * One difference.
   *
   * @param where such as {@code feature company} or {@code string_domain company}
   * @param field such as {@code presence.min_fraction}; empty for an entry as a whole
   * @param before empty where there was nothing
   * @param after empty where there is nothing
   */
  public record Change(String where, String field, Kind kind, String before, String after) {}

  private static final Set<String> SETS =
      Set.of("value", "in_environment", "not_in_environment", "default_environment", "tag");

  public SchemaDiff {
    changes = List.copyOf(changes);
  }

  /** The differences from one schema to another; neither is null. */
  public static SchemaDiff between(Schema before, Schema after) {
    Map<String, Message> old = entries(before);
    Map<String, Message> young = entries(after);
    List<Change> changes = new ArrayList<>();
    young.forEach(
        (where, message) -> {
          Message other = old.remove(where);
          if (other == null) {
            changes.add(new Change(where, "", Kind.ADDED, "", text(message)));
          } else {
            compare(where, other, message, changes);
          }
        });
    old.forEach(
        (where, message) -> changes.add(new Change(where, "", Kind.REMOVED, text(message), "")));
    return new SchemaDiff(changes);
  }

  /** Whether the two say the same. */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /** One line for each change. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Change change : changes) {
      text.append(
              switch (change.kind()) {
                case ADDED -> "+ ";
                case REMOVED -> "- ";
                case CHANGED -> "~ ";
              })
          .append(change.where());
      if (!change.field().isEmpty()) {
        text.append(": ").append(change.field());
      }
      if (change.kind() != Kind.REMOVED) {
        text.append(change.kind() == Kind.ADDED ? ": " : ": " + shown(change.before()) + " -> ")
            .append(shown(change.after()));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /**
   * The changes as maps of strings for JSON, with the names of the components of {@link Change}.
   */
  public List<Map<String, Object>> json() {
    List<Map<String, Object>> json = new ArrayList<>();
    for (Change change : changes) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("where", change.where());
      one.put("field", change.field());
      one.put("kind", change.kind().name());
      one.put("before", change.before());
      one.put("after", change.after());
      json.add(one);
    }
    return json;
  }

  private static String shown(String value) {
    return value.isEmpty() ? "(none)" : value;
  }

  private static Map<String, Message> entries(Schema schema) {
    Map<String, Message> entries = new LinkedHashMap<>();
    addFeatures(schema.getFeatureList(), List.of(), entries);
    schema
        .getSparseFeatureList()
        .forEach(f -> put(entries, "sparse_feature " + SerializedPath.of(f.getName()), f));
    schema
        .getWeightedFeatureList()
        .forEach(f -> put(entries, "weighted_feature " + SerializedPath.of(f.getName()), f));
    schema.getStringDomainList().forEach(d -> put(entries, "string_domain " + d.getName(), d));
    schema.getFloatDomainList().forEach(d -> put(entries, "float_domain " + d.getName(), d));
    schema.getIntDomainList().forEach(d -> put(entries, "int_domain " + d.getName(), d));
    Schema rest =
        schema.toBuilder()
            .clearFeature()
            .clearSparseFeature()
            .clearWeightedFeature()
            .clearStringDomain()
            .clearFloatDomain()
            .clearIntDomain()
            .build();
    entries.put("schema", rest);
    return entries;
  }

  private static void addFeatures(
      List<Feature> features, List<String> parent, Map<String, Message> entries) {
    for (Feature feature : features) {
      List<String> path = new ArrayList<>(parent);
      path.add(feature.getName());
      Feature.Builder alone = feature.toBuilder();
      if (feature.hasStructDomain()) {
        alone.getStructDomainBuilder().clearFeature();
      }
      put(entries, "feature " + SerializedPath.of(path), alone.build());
      addFeatures(feature.getStructDomain().getFeatureList(), path, entries);
    }
  }

  private static void put(Map<String, Message> entries, String where, Message message) {
    String free = where;
    for (int i = 2; entries.containsKey(free); i++) {
      free = where + " (" + i + ")";
    }
    entries.put(free, message);
  }

  private static void compare(String where, Message before, Message after, List<Change> changes) {
    Map<String, Object> old = new LinkedHashMap<>();
    Map<String, Object> young = new LinkedHashMap<>();
    flatten("", before, old);
    flatten("", after, young);
    Set<String> fields = new LinkedHashSet<>(young.keySet());
    fields.addAll(old.keySet());
    for (String field : fields) {
      Object a = old.get(field);
      Object b = young.get(field);
      if (a instanceof Set<?> x && b instanceof Set<?> y) {
        compareSets(where, field, x, y, changes);
      } else if (a == null) {
        changes.add(new Change(where, field, Kind.ADDED, "", shownValue(b)));
      } else if (b == null) {
        changes.add(new Change(where, field, Kind.REMOVED, shownValue(a), ""));
      } else if (!a.equals(b)) {
        changes.add(new Change(where, field, Kind.CHANGED, shownValue(a), shownValue(b)));
      }
    }
  }

  private static void compareSets(
      String where, String field, Set<?> before, Set<?> after, List<Change> changes) {
    Set<Object> added = new LinkedHashSet<>(after);
    added.removeAll(before);
    Set<Object> removed = new LinkedHashSet<>(before);
    removed.removeAll(after);
    if (!added.isEmpty()) {
      changes.add(new Change(where, field, Kind.ADDED, "", shownValue(added)));
    }
    if (!removed.isEmpty()) {
      changes.add(new Change(where, field, Kind.REMOVED, shownValue(removed), ""));
    }
  }

  private static String shownValue(Object value) {
    return value instanceof Set<?> set
        ? set.stream()
            .map(v -> '"' + Escapes.of(v.toString()) + '"')
            .collect(Collectors.joining(", "))
        : value.toString();
  }

  private static void flatten(String prefix, Message message, Map<String, Object> fields) {
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      String name = prefix + field.getName();
      Object value = entry.getValue();
      if (field.isRepeated() && SETS.contains(field.getName())) {
        fields.put(name, new LinkedHashSet<>((List<?>) value));
      } else if (field.isRepeated()) {
        List<?> list = (List<?>) value;
        fields.put(
            name,
            list.stream()
                .map(v -> v instanceof Message m ? "{ " + text(m) + " }" : String.valueOf(v))
                .collect(Collectors.joining(", ")));
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        Message inner = (Message) value;
        if (inner.getAllFields().isEmpty()) {
          fields.put(name, "{ }");
        } else {
          flatten(name + ".", inner, fields);
        }
      } else {
        fields.put(name, number(value));
      }
    }
  }

  private static String number(Object value) {
    if (value instanceof Double d) {
      return Found.number(d.doubleValue());
    }
    return value instanceof Float f ? Found.number(f.floatValue()) : value.toString();
  }

  private static String text(Message message) {
    return TextFormat.printer()
        .escapingNonAscii(false)
        .printToString(message)
        .strip()
        .replaceAll("\\s*\\n\\s*", " ");
  }
}
