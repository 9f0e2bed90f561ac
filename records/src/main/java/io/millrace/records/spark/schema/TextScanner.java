package io.millrace.records.spark.schema;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Words, strings and signs of protobuf's text format; blanks and comments passed over. */
final class TextScanner {
  private final String file;
  private final String text;
  private int at;
  private int line = 1;
  private int lineStart;

  TextScanner(String file, String text) {
    this.file = file;
    this.text = text;
    skipBlanks();
  }

  boolean atEnd() {
    return at >= text.length();
  }

  int line() {
    return line;
  }

  int column() {
    return at - lineStart + 1;
  }

  /** The next character, '\0' at the end. */
  char peek() {
    return atEnd() ? '\0' : text.charAt(at);
  }

  /** Takes a sign. */
  char take() {
    char taken = advance();
    skipBlanks();
    return taken;
  }

  private char advance() {
    char taken = text.charAt(at++);
    if (taken == '\n') {
      line++;
      lineStart = at;
    }
    return taken;
  }

  private void skipBlanks() {
    while (!atEnd()) {
      if (peek() == '#') {
        while (!atEnd() && peek() != '\n') {
          at++;
        }
      } else if (" \t\r\n\f\u000b".indexOf(peek()) >= 0) {
        advance();
      } else {
        return;
      }
    }
  }

  /** A run of letters, digits and what stands in numbers and qualified names. */
  String word(String expected) {
    int from = at;
    while (!atEnd() && isOfWord(peek())) {
      at++;
    }
    if (at == from) {
      throw wrong(expected);
    }
    String word = text.substring(from, at);
    skipBlanks();
    return word;
  }

  private static boolean isOfWord(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '+'
        || c == '-';
  }

  /** A number, a word, or the content of strings that stand one behind the other. */
  String scalar() {
    if (peek() == '-') {
      take();
      return "-" + word("a number");
    }
    if (peek() != '"' && peek() != '\'') {
      return word("a value");
    }
    int line = line();
    int column = column();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (peek() == '"' || peek() == '\'') {
      string(bytes);
      skipBlanks();
    }
    try {
      ByteBuffer content = ByteBuffer.wrap(bytes.toByteArray());
      return StandardCharsets.UTF_8.newDecoder().decode(content).toString();
    } catch (CharacterCodingException e) {
      throw wrong(line, column, "a string that is no UTF-8", "UTF-8 text");
    }
  }

  private void string(ByteArrayOutputStream bytes) {
    int startColumn = column();
    char quote = advance();
    int from = at;
    while (true) {
      if (atEnd() || peek() == '\n') {
        throw wrong(line, startColumn, "a string without an end", "its closing " + quote);
      }
      if (peek() == quote || peek() == '\\') {
        bytes.writeBytes(text.substring(from, at).getBytes(StandardCharsets.UTF_8));
        if (advance() == quote) {
          return;
        }
        escape(bytes);
        from = at;
      } else {
        at++;
      }
    }
  }

  private void escape(ByteArrayOutputStream bytes) {
    int column = column() - 1;
    char kind = atEnd() ? '\0' : advance();
    int simple = "abfnrtv\\'\"?".indexOf(kind);
    if (simple >= 0) {
      bytes.write("\u0007\b\f\n\r\t\u000b\\'\"?".charAt(simple));
    } else if (kind >= '0' && kind <= '7') {
      at--;
      bytes.write(digits(8, 1, 3, column));
    } else if (kind == 'x' || kind == 'X') {
      bytes.write(digits(16, 1, 2, column));
    } else if (kind == 'u' || kind == 'U') {
      int point = character(kind, column);
      bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
    } else {
      throw wrong(line, column, "\\" + kind, "an escape of protobuf, or \\\\");
    }
  }

  /** Four or eight digits; what lies beyond four may also come as two surrogates. */
  private int character(char kind, int column) {
    int length = kind == 'u' ? 4 : 8;
    int point = digits(16, length, length, column);
    if (Character.isBmpCodePoint(point)) {
      char first = (char) point;
      if (Character.isHighSurrogate(first) && text.startsWith("\\u", at)) {
        at += 2;
        char second = (char) digits(16, 4, 4, column);
        point = Character.isLowSurrogate(second) ? Character.toCodePoint(first, second) : point;
      }
    }
    boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    if (surrogate || !Character.isValidCodePoint(point)) {
      throw wrong(line, column, "the escape of %x".formatted(point), "a Unicode character");
    }
    return point;
  }

  private int digits(int radix, int least, int most, int column) {
    int value = 0;
    int count = 0;
    while (count < most && !atEnd() && Character.digit(peek(), radix) >= 0) {
      value = value * radix + Character.digit(text.charAt(at++), radix);
      count++;
    }
    if (count < least) {
      throw wrong(line, column, count + " digits of an escape", least + " or more");
    }
    return value;
  }

  /** An error at the current character. */
  IllegalArgumentException wrong(String expected) {
    String found = atEnd() ? "the end" : "'" + peek() + "'";
    return wrong(line, column(), found, expected);
  }

  private IllegalArgumentException wrong(int atLine, int column, String found, String expected) {
    return new IllegalArgumentException(
        "%s: line %d, column %d: found %s (expected: %s)"
            .formatted(file, atLine, column, found, expected));
  }
}
