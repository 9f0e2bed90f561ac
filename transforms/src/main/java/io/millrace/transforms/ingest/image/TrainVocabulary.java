package io.millrace.transforms.ingest.image;

import io.millrace.artifacts.MillraceException;
import io.millrace.transforms.ingest.source.FileNaming.Named;
import io.millrace.transforms.ingest.source.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts the labels of the split TRAIN and numbers them as {@code tft.compute_and_apply_vocabulary}
 * does: by falling frequency, equal ones by falling bytes. Holds the distinct labels.
 */
final class TrainVocabulary {
  private final Map<String, Long> counts = new HashMap<>();
  private boolean trained;

  void add(Named named) {
    if (Splits.TRAIN.equals(named.split())) {
      trained = true;
      if (named.label() != null && !named.label().isEmpty()) {
        counts.merge(named.label(), 1L, Long::sum);
      }
    }
  }

  /**
   * All labels so far, numbered.
   *
   * @throws MillraceException (usage) if nothing was in TRAIN
   */
  Labels labels(String place) {
    if (!trained) {
      throw MillraceException.usage(
          "%s: found no image in the split TRAIN, by whose labels content tfrecorder numbers them (expected: splits TRAIN, VALIDATION, TEST)"
              .formatted(place));
    }
    return Labels.vocabulary(ordered());
  }

  private List<String> ordered() {
    Comparator<String> byBytes =
        (a, b) ->
            Arrays.compareUnsigned(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    return counts.keySet().stream()
        .sorted(
            Comparator.comparing((String label) -> counts.get(label))
                .thenComparing(byBytes)
                .reversed())
        .toList();
  }
}
