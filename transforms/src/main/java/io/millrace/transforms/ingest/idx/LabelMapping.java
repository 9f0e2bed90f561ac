package io.millrace.transforms.ingest.idx;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The text of each label, by EMNIST's mapping file: on each line a label and the codes of its
 * characters ({@code 10 65}; in the set of letters {@code 1 65 97}), of which the first one counts.
 *
 * @param texts by label, UTF-8; null where the file has none
 */
record LabelMapping(byte[][] texts) implements Serializable {
  private static final int LABELS = 256;

  /**
   * Reads a mapping file.
   *
   * @throws MillraceException (usage) if there is none, (data) if a line is no pair of numbers or
   *     names a label twice
   */
  static LabelMapping read(Storage storage, String uri) throws IOException {
    String text;
    try {
      text = new String(storage.readBytes(uri), StandardCharsets.UTF_8);
    } catch (FileNotFoundException e) {
      throw MillraceException.usage(
          "mapping: %s: no such file (expected: a text file of labels and character codes)"
              .formatted(uri));
    }
    byte[][] texts = new byte[LABELS][];
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String[] words = lines.get(i).strip().split("\\s+");
      if (!words[0].isEmpty()) {
        int label = words.length < 2 ? -1 : number(words[0], LABELS - 1);
        int code = words.length < 2 ? -1 : number(words[1], Character.MAX_CODE_POINT);
        if (label < 0 || code < 0 || texts[label] != null) {
          throw MillraceException.data(
              "%s: line %d: found '%s' (expected: a label from 0 to 255 that no other line has, and the code of a character)"
                  .formatted(uri, i + 1, lines.get(i)));
        }
        texts[label] = Character.toString(code).getBytes(StandardCharsets.UTF_8);
      }
    }
    return new LabelMapping(texts);
  }

  private static int number(String word, int max) {
    try {
      int number = Integer.parseInt(word);
      return number <= max ? number : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
