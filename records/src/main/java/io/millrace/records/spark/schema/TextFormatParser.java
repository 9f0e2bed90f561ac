package io.millrace.records.spark.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * Parses protobuf's text format as its language specification says: comments, {@code { }} and
 * {@code < >}, lists, strings in parts, extensions and Any in brackets.
 */
final class TextFormatParser {
  /** As in the parsers of protobuf. */
  private static final int MAX_DEPTH = 100;

  private final String file;
  private final TextScanner in;
  private int depth;

  private TextFormatParser(String file, String text) {
    this.file = file;
    this.in = new TextScanner(file, text);
  }

  /**
   * Parses a whole file.
   *
   * @throws IllegalArgumentException with line and column if it is not in the format
   */
  static TextMessage parse(String file, String text) {
    TextFormatParser parser = new TextFormatParser(file, text);
    TextMessage message = parser.message(1, 1, '\0');
    if (!parser.in.atEnd()) {
      throw parser.in.wrong("a field");
    }
    return message;
  }

  private TextMessage message(int line, int column, char end) {
    if (++depth > MAX_DEPTH) {
      throw in.wrong("messages at most " + MAX_DEPTH + " deep");
    }
    List<TextMessage.Field> fields = new ArrayList<>();
    while (!in.atEnd() && in.peek() != end) {
      field(fields);
      if (in.peek() == ',' || in.peek() == ';') {
        in.take();
      }
    }
    depth--;
    return new TextMessage(file, line, column, fields);
  }

  private void field(List<TextMessage.Field> fields) {
    int line = in.line();
    int column = in.column();
    String name = name();
    boolean colon = in.peek() == ':';
    if (colon) {
      in.take();
    }
    if (in.peek() != '[') {
      value(fields, name, colon, line, column);
      return;
    }
    in.take();
    while (in.peek() != ']') {
      value(fields, name, colon, line, column);
      if (in.peek() == ',') {
        in.take();
      } else if (in.peek() != ']') {
        throw in.wrong("',' or ']'");
      }
    }
    in.take();
  }

  private String name() {
    if (in.peek() != '[') {
      return in.word("the name of a field");
    }
    in.take();
    StringBuilder name = new StringBuilder("[");
    while (in.peek() != ']') {
      if (in.peek() == '/') {
        name.append(in.take());
      } else {
        name.append(in.word("']'"));
      }
    }
    return name.append(in.take()).toString();
  }

  private void value(
      List<TextMessage.Field> fields, String name, boolean colon, int line, int column) {
    char next = in.peek();
    if (next == '{' || next == '<') {
      char end = next == '{' ? '}' : '>';
      in.take();
      TextMessage message = message(line, column, end);
      if (in.peek() != end) {
        throw in.wrong("'" + end + "', the end of '" + name + "' from line " + line);
      }
      in.take();
      fields.add(new TextMessage.Field(name, null, message, line, column));
    } else if (!colon) {
      throw in.wrong("':' or '{' behind '" + name + "'");
    } else {
      fields.add(new TextMessage.Field(name, in.scalar(), null, line, column));
    }
  }
}
