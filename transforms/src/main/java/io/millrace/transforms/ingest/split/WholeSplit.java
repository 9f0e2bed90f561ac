package io.millrace.transforms.ingest.split;

import java.util.List;

/** All records into one split. */
record WholeSplit(String name) implements SplitPlan {
  @Override
  public List<String> splits() {
    return List.of(name);
  }

  @Override
  public Splitter splitter() {
    return (bytes, offset, length) -> 0;
  }
}
