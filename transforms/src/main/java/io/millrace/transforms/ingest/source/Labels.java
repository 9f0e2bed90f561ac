package io.millrace.transforms.ingest.source;

import io.millrace.records.ExampleBuilder;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes labels as text, or as their place in a list. */
public final class Labels implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Map<String, Integer> places = new HashMap<>();
  private final boolean others;

  private Labels(List<String> names, boolean others) {
    names.forEach(name -> places.put(name, places.size()));
    this.others = others;
  }

  /** Places in this list; text if it is empty. Other labels are unknown. */
  public static Labels of(List<String> names) {
    return new Labels(names, false);
  }

  /** Places in this list, which may be empty; -1 for other labels and none. */
  public static Labels vocabulary(List<String> names) {
    return new Labels(names, true);
  }

  /**
   * Puts the feature {@code label}; an empty label is a missing value, a feature without any list.
   *
   * @return false if the label is not in the list
   */
  public boolean put(ExampleBuilder example, String label) {
    if (others) {
      example.putLongs("label", places.getOrDefault(label, -1));
      return true;
    }
    if (label.isEmpty()) {
      example.putNone("label");
      return true;
    }
    if (places.isEmpty()) {
      example.putBytes("label", label.getBytes(StandardCharsets.UTF_8));
      return true;
    }
    Integer place = places.get(label);
    if (place != null) {
      example.putLongs("label", place);
    }
    return place != null;
  }
}
