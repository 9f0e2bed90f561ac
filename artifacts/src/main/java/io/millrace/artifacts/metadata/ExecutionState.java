package io.millrace.artifacts.metadata;

/** The states of an execution, with the numbers of ML Metadata. */
public enum ExecutionState {
  UNKNOWN,
  NEW,
  RUNNING,
  COMPLETE,
  FAILED,
  CACHED,
  CANCELED;

  int number() {
    return ordinal();
  }

  static ExecutionState of(int number) {
    return number < 0 || number >= values().length ? UNKNOWN : values()[number];
  }
}
