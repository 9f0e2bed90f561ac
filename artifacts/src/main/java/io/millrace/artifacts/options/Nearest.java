package io.millrace.artifacts.options;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The candidate closest to a word by edit distance (insert, delete, change, swap of neighbours;
   * case, dashes and underscores do not count), if it is close: at most a third of its letters.
   */
  public static Optional<String> to(String word, Collection<String> candidates) {
    String best = null;
    int bestDistance = Integer.MAX_VALUE;
    String plain = plain(word);
    for (String candidate : candidates) {
      String other = plain(candidate);
      int distance = distance(plain, other);
      int allowed = Math.max(1, Math.max(plain.length(), other.length()) / 3);
      if (other.length() >= 2 && distance <= allowed && distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** {@code (did you mean batch_size?)}, or {@code (expected one of: a, b)} if nothing is close. */
  public static String hint(String word, Collection<String> candidates) {
    return to(word, candidates)
        .map(near -> "(did you mean " + near + "?)")
        .orElseGet(
            () ->
                candidates.isEmpty()
                    ? "(there are none)"
                    : "(expected one of: " + String.join(", ", candidates) + ")");
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "").replace(" ", "");
  }

  // Optimal string alignment, after Wagner and Fischer with the swap of Damerau.
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
