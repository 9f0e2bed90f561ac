package io.millrace.model.evaluate;

import java.util.ArrayList;
import java.util.List;

/** Slices as people read them: {@code label=6 (Shirt)}. */
record SliceNames(String label, List<String> labels) {

  /** The name of a slice. */
  String text(SliceKey key) {
    if (key.overall()) {
      return key.text();
    }
    List<String> parts = new ArrayList<>(key.columns().size());
    for (SliceKey.Column column : key.columns()) {
      String text = column.name() + "=" + column.text();
      boolean named =
          column.name().equals(label)
              && column.value() instanceof Long id
              && id >= 0
              && id < labels.size();
      parts.add(named ? text + " (" + labels.get((int) (long) (Long) column.value()) + ")" : text);
    }
    return String.join(", ", parts);
  }
}
