package io.millrace.records.spark;

import java.util.ArrayList;
import java.util.List;

/** Reads the arrays of strings in JSON by which Spark hands over paths and column names. */
final class JsonTexts {
  private final String json;
  private int at;

  private JsonTexts(String json) {
    this.json = json;
  }

  /**
   * Reads an array.
   *
   * @throws IllegalArgumentException if the text is no array of strings
   */
  static List<String> parse(String json) {
    return new JsonTexts(json).array();
  }

  private List<String> array() {
    List<String> texts = new ArrayList<>();
    expect('[');
    if (peek() == ']') {
      return texts;
    }
    texts.add(text());
    while (peek() == ',') {
      at++;
      texts.add(text());
    }
    expect(']');
    return texts;
  }

  private String text() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (at < json.length() && json.charAt(at) != '"') {
      char c = json.charAt(at++);
      out.append(c == '\\' ? escaped() : c);
    }
    expect('"');
    return out.toString();
  }

  private char escaped() {
    char c = at < json.length() ? json.charAt(at++) : 0;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong();
    };
  }

  private char unicode() {
    if (at + 4 > json.length()) {
      throw wrong();
    }
    at += 4;
    return (char) Integer.parseInt(json.substring(at - 4, at), 16);
  }

  private char peek() {
    while (at < json.length() && Character.isWhitespace(json.charAt(at))) {
      at++;
    }
    return at < json.length() ? json.charAt(at) : 0;
  }

  private void expect(char c) {
    if (peek() != c) {
      throw wrong();
    }
    at++;
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException(
        "found " + json + " (expected: an array of strings in JSON)");
  }
}
