package io.millrace.transforms.ingest.split;

import java.io.Serializable;
import java.util.List;

/** How records are divided; goes to tasks. */
public interface SplitPlan extends Serializable {
  /** The names of the splits; a splitter's answers are indices of this list. */
  List<String> splits();

  /** A new splitter for one thread. */
  Splitter splitter();

  /** All records into one split. */
  static SplitPlan all(String split) {
    return new WholeSplit(split);
  }
}
