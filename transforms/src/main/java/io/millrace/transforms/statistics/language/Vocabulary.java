package io.millrace.transforms.statistics.language;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens of a language by their numbers. Immutable, and serialized with all tokens.
 *
 * @param tokens each at the index that is its number; one that comes twice has the last
 * @param numbers of the tokens; made of them
 */
public record Vocabulary(List<String> tokens, Map<String, Integer> numbers)
    implements Serializable {
  public Vocabulary {
    tokens = List.copyOf(tokens);
    numbers = Map.copyOf(numbers);
  }

  /** The vocabulary of these lines; white space around a token is no part of it, as in TFDV. */
  public static Vocabulary of(List<String> lines) {
    List<String> tokens = lines.stream().map(String::strip).toList();
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      numbers.put(tokens.get(i), i);
    }
    return new Vocabulary(tokens, numbers);
  }

  /** The number of a token; null if it is not in the vocabulary. */
  Long number(String token) {
    Integer number = numbers.get(token);
    return number == null ? null : Long.valueOf(number);
  }

  /** The token of a number; null if it has none. */
  String token(long number) {
    return number >= 0 && number < tokens.size() ? tokens.get((int) number) : null;
  }
}
