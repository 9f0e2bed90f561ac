package io.millrace.transforms.schema;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormatParseInfoTree;
import com.google.protobuf.TextFormatParseLocation;
import io.millrace.transforms.files.SchemaFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.metadata.v0.Schema;

/**
 * The text of an edited schema: entries that did not change stay as somebody wrote them, with the
 * comments around and in them; those that changed are written anew. Where the text is written in a
 * way that this cannot follow, all of it is written anew and only the comments at its head stay.
 */
public final class SchemaText {
  private record Entry(FieldDescriptor field, int index, int start, int end) {}

  private final String text;
  private final int[] lineStarts;

  private SchemaText(String text) {
    this.text = text;
    this.lineStarts =
        IntStream.concat(
                IntStream.of(0),
                IntStream.range(0, text.length())
                    .filter(i -> text.charAt(i) == '\n')
                    .map(i -> i + 1))
            .toArray();
  }

  /**
   * The text of a schema that came out of editing another.
   *
   * @param text of the schema before; has to be well-formed
   */
  public static String edited(String text, Schema after) {
    try {
      String merged = new SchemaText(text).merge(after);
      Schema.Builder check = Schema.newBuilder();
      TextFormat.merge(merged, check);
      if (check.build().equals(after)) {
        return merged;
      }
    } catch (TextFormat.ParseException | IndexOutOfBoundsException | IllegalArgumentException e) {
      // The parser tells no places for lists in brackets: written anew, below.
    }
    StringBuilder head = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      if (!line.startsWith("#")) {
        break;
      }
      head.append(line).append('\n');
    }
    return head + SchemaFiles.text(after);
  }

  private String merge(Schema after) throws TextFormat.ParseException {
    TextFormatParseInfoTree.Builder tree = TextFormatParseInfoTree.builder();
    Schema.Builder parsed = Schema.newBuilder();
    TextFormat.Parser.newBuilder().setParseInfoTreeBuilder(tree).build().merge(text, parsed);
    List<Entry> entries = entries(parsed.build(), tree.build());
    StringBuilder result = new StringBuilder();
    int at = 0;
    Map<FieldDescriptor, Integer> next = new HashMap<>();
    for (Entry entry : entries) {
      Message old = message(parsed.build(), entry.field(), entry.index());
      int j = next.getOrDefault(entry.field(), 0);
      boolean left = j < count(after, entry.field());
      Message young = left ? message(after, entry.field(), j) : null;
      if (left && isSame(old, young, parsed.build(), after, entry, j)) {
        next.put(entry.field(), j + 1);
        result.append(text, at, entry.start());
        result.append(
            equal(parsed.build(), after, entry, j)
                ? text.substring(entry.start(), entry.end())
                : printed(after, entry.field(), j).strip());
        at = entry.end();
      } else {
        result.append(text.substring(at, entry.start()).stripTrailing()).append('\n');
        at = entry.end();
      }
    }
    result.append(text.substring(at));
    if (result.length() > 0 && result.charAt(result.length() - 1) != '\n') {
      result.append('\n');
    }
    for (FieldDescriptor field : after.getAllFields().keySet()) {
      for (int i = next.getOrDefault(field, 0); i < count(after, field); i++) {
        result.append(printed(after, field, i));
      }
    }
    return result.toString();
  }

  /** Whether an entry of before is the one that stands at {@code j} after, changed or not. */
  private static boolean isSame(
      Message old, Message young, Schema before, Schema after, Entry entry, int j) {
    if (!entry.field().isRepeated() || equal(before, after, entry, j)) {
      return true;
    }
    if (old == null || young == null) {
      return false;
    }
    FieldDescriptor name = old.getDescriptorForType().findFieldByName("name");
    return name != null && old.getField(name).equals(young.getField(name));
  }

  private static boolean equal(Schema before, Schema after, Entry entry, int j) {
    FieldDescriptor field = entry.field();
    return field.isRepeated()
        ? before.getRepeatedField(field, entry.index()).equals(after.getRepeatedField(field, j))
        : before.getField(field).equals(after.getField(field));
  }

  private static int count(Schema schema, FieldDescriptor field) {
    return field.isRepeated()
        ? schema.getRepeatedFieldCount(field)
        : schema.hasField(field) ? 1 : 0;
  }

  private static Message message(Schema schema, FieldDescriptor field, int index) {
    Object value =
        field.isRepeated() ? schema.getRepeatedField(field, index) : schema.getField(field);
    return value instanceof Message m ? m : null;
  }

  private static String printed(Schema schema, FieldDescriptor field, int index) {
    Schema.Builder alone = Schema.newBuilder();
    if (field.isRepeated()) {
      alone.addRepeatedField(field, schema.getRepeatedField(field, index));
    } else {
      alone.setField(field, schema.getField(field));
    }
    return SchemaFiles.text(alone.build());
  }

  private List<Entry> entries(Schema schema, TextFormatParseInfoTree tree) {
    List<Entry> entries = new ArrayList<>();
    for (FieldDescriptor field : schema.getAllFields().keySet()) {
      for (int i = 0; i < count(schema, field); i++) {
        TextFormatParseLocation location = tree.getLocation(field, i);
        int start = lineStarts[location.getLine()] + location.getColumn();
        entries.add(new Entry(field, i, start, end(start)));
      }
    }
    entries.sort(Comparator.comparingInt(Entry::start));
    for (int i = 1; i < entries.size(); i++) {
      if (entries.get(i).start() < entries.get(i - 1).end()) {
        throw new IndexOutOfBoundsException("entries that overlap");
      }
    }
    return entries;
  }

  /** The offset behind the entry that begins at an offset with its name. */
  private int end(int start) {
    int at = start;
    int depth = 0;
    boolean value = false;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        at = text.indexOf('\n', at);
      } else if (c == '"' || c == '\'') {
        for (at++; text.charAt(at) != c; at++) {
          at += text.charAt(at) == '\\' ? 1 : 0;
        }
        value = true;
      } else if (c == '{' || c == '<') {
        depth++;
      } else if (c == '}' || c == '>') {
        depth--;
        if (depth == 0) {
          return at + 1;
        }
      } else if (depth == 0 && c == ':') {
        value = false;
        int next = at + 1;
        while (Character.isWhitespace(text.charAt(next))) {
          next++;
        }
        char first = text.charAt(next);
        if (first != '{' && first != '<' && first != '"' && first != '\'') {
          while (next < text.length() && !Character.isWhitespace(text.charAt(next))) {
            next++;
          }
          return next;
        }
        at = next - 1;
      }
      at++;
      if (depth == 0 && value) {
        return at;
      }
    }
    return at;
  }
}
