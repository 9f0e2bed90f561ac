package io.millrace.records.spark.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A message in protobuf's text format, without its descriptor: fields as they stand. */
record TextMessage(String file, int line, int column, List<Field> fields) {
  /**
   * A field.
   *
   * @param text the value if it is a scalar: the content of a string, or a word or number
   * @param message the value if it is a message, else null
   */
  record Field(String name, String text, TextMessage message, int line, int column) {}

  /** The messages of a repeated field. */
  List<TextMessage> messages(String name) {
    List<TextMessage> messages = new ArrayList<>();
    for (Field field : fields) {
      if (field.name().equals(name)) {
        if (field.message() == null) {
          throw wrong(field, "'" + field.text() + "'", "a message, in { }");
        }
        messages.add(field.message());
      }
    }
    return messages;
  }

  /** The message of a field; the parts are one message if it is given in several. */
  Optional<TextMessage> message(String name) {
    List<TextMessage> parts = messages(name);
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    List<Field> all = parts.stream().flatMap(part -> part.fields.stream()).toList();
    TextMessage first = parts.get(0);
    return Optional.of(new TextMessage(file, first.line, first.column, all));
  }

  boolean has(String name) {
    return fields.stream().anyMatch(field -> field.name().equals(name));
  }

  /** The last scalar of this name. */
  Optional<String> text(String name) {
    Optional<String> text = Optional.empty();
    for (Field field : fields) {
      if (field.name().equals(name)) {
        if (field.message() != null) {
          throw wrong(field, "a message", "one value");
        }
        text = Optional.of(field.text());
      }
    }
    return text;
  }

  /** The last scalar of this name as a whole number, decimal, octal or hexadecimal. */
  Optional<Long> number(String name) {
    return text(name)
        .map(
            text -> {
              try {
                return Long.decode(text);
              } catch (NumberFormatException e) {
                throw wrong("field '" + name + "': found '" + text + "'", "a whole number");
              }
            });
  }

  private IllegalArgumentException wrong(Field field, String found, String expected) {
    return new TextMessage(file, field.line(), field.column(), List.of())
        .wrong("field '" + field.name() + "': found " + found, expected);
  }

  /** An error at the start of this message. */
  IllegalArgumentException wrong(String found, String expected) {
    return new IllegalArgumentException(
        "%s: line %d, column %d: %s (expected: %s)".formatted(file, line, column, found, expected));
  }
}
