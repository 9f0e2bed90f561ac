package io.millrace.transforms.statistics.language;

import io.millrace.transforms.statistics.batch.Column;
import io.millrace.transforms.statistics.batch.ValueKind;
import java.nio.charset.StandardCharsets;

/**
 * The tokens of one sequence, as numbers and as strings. The values that the feature holds are all
 * there, those of the other kind where the vocabulary has them, else null.
 *
 * @param numbers null without a vocabulary, if the feature holds strings
 * @param strings null without a vocabulary, if the feature holds numbers
 */
record Sequence(Long[] numbers, String[] strings) {
  /** The values {@code start} to {@code end} of a column of integers or bytes. */
  static Sequence of(Column column, int start, int end, Vocabulary vocabulary) {
    boolean other = vocabulary != null && !vocabulary.tokens().isEmpty();
    boolean isNumbers = column.kind() == ValueKind.INT;
    Long[] numbers = isNumbers || other ? new Long[end - start] : null;
    String[] strings = !isNumbers || other ? new String[end - start] : null;
    for (int i = 0; i < end - start; i++) {
      int at = start + i;
      if (isNumbers) {
        numbers[i] = column.longs()[at];
        if (other) {
          strings[i] = vocabulary.token(numbers[i]);
        }
      } else {
        int first = column.bytesStart(at);
        strings[i] =
            new String(column.bytes(), first, column.bytesEnd(at) - first, StandardCharsets.UTF_8);
        if (other) {
          numbers[i] = vocabulary.number(strings[i]);
        }
      }
    }
    return new Sequence(numbers, strings);
  }

  int length() {
    return strings == null ? numbers.length : strings.length;
  }

  /** As Python writes a list: strings where there are any. */
  String text() {
    StringBuilder out = new StringBuilder("[");
    for (int i = 0; i < length() && out.length() <= LeastSequences.CHARACTERS; i++) {
      out.append(i == 0 ? "" : ", ");
      if (strings != null && strings[i] != null) {
        PythonText.append(out, strings[i]);
      } else {
        out.append(numbers[i]);
      }
    }
    out.append(']');
    if (out.length() <= LeastSequences.CHARACTERS) {
      return out.toString();
    }
    int end = LeastSequences.CHARACTERS - 1;
    return out.substring(0, Character.isHighSurrogate(out.charAt(end - 1)) ? end - 1 : end) + "…";
  }
}
