package io.millrace.transforms.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.Schema;

/**
 * Datasets that do not fit their schema, for every anomaly that there is. Where the engine has the
 * statistic it has computed it from records; the others are written down.
 */
final class BrokenDatasets {
  /** One of them; {@code environment} if it is validated in one. */
  record Case(
      String name,
      DatasetFeatureStatisticsList statistics,
      Schema schema,
      Optional<String> environment) {
    @Override
    public String toString() {
      return name;
    }
  }

  private BrokenDatasets() {}

  static List<Case> all() {
    Map<String, Case> all = new LinkedHashMap<>();
    for (DatasetCases family :
        List.of(
            new BrokenPresence(),
            new BrokenSchemas(),
            new BrokenValues(),
            new BrokenStructs(),
            new BrokenMeanings(),
            new BrokenTotals())) {
      family
          .cases()
          .forEach(
              (name, broken) -> {
                if (all.put(name, broken) != null) {
                  throw new IllegalStateException("two cases are named " + name);
                }
              });
    }
    return new ArrayList<>(all.values());
  }
}
