package io.millrace.artifacts.metadata;

/** The states of an artefact, with the numbers of ML Metadata. */
public enum ArtifactState {
  UNKNOWN,
  PENDING,
  LIVE,
  MARKED_FOR_DELETION,
  DELETED,
  ABANDONED,
  REFERENCE;

  int number() {
    return ordinal();
  }

  static ArtifactState of(int number) {
    return number < 0 || number >= values().length ? UNKNOWN : values()[number];
  }
}
