package io.millrace.transforms.ingest.split;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits by the value of one feature: text, or an integer as its digits.
 *
 * @param feature that decides, of one value
 * @param values the split of each value, such as {@code TRAIN: train}
 * @param discard values whose records are left out
 */
public record ColumnSplits(String feature, Map<String, String> values, Set<String> discard)
    implements SplitPlan {
  public ColumnSplits {
    values = new LinkedHashMap<>(values);
    discard = new LinkedHashSet<>(discard);
  }

  @Override
  public List<String> splits() {
    return values.values().stream().distinct().toList();
  }

  @Override
  public Splitter splitter() {
    List<String> splits = splits();
    Map<String, Integer> answers = new HashMap<>();
    values.forEach((value, split) -> answers.put(value, splits.indexOf(split)));
    discard.forEach(value -> answers.put(value, Splitter.LEFT_OUT));
    FeatureText text = new FeatureText(feature);
    return (bytes, offset, length) -> {
      String value = text.of(bytes, offset, length);
      Integer answer = answers.get(value);
      if (answer == null) {
        throw new NoSplitException(
            "unknown_split_value",
            "found '%s' in feature '%s' (expected: one of %s); name it in values or discard"
                .formatted(value, feature, answers.keySet()));
      }
      return answer;
    };
  }
}
