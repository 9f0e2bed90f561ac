package io.millrace.transforms.component;

import io.millrace.artifacts.ArtifactType;

/**
 * A named input or output of a component, in TFX's spelling ({@code transformed_examples}); the
 * command line writes it with dashes.
 */
public record Channel(String name, ArtifactType type, boolean required, String description) {
  /** A channel that must be wired. */
  public static Channel required(String name, ArtifactType type, String description) {
    return new Channel(name, type, true, description);
  }

  /** A channel that may be left out. */
  public static Channel optional(String name, ArtifactType type, String description) {
    return new Channel(name, type, false, description);
  }
}
