package io.millrace.jobs.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * What the command line changes in a pipeline file.
 *
 * @param root instead of the file's, relative to the working directory
 * @param settings {@code component.option=value}, values in YAML
 */
public record Overrides(Optional<String> root, List<String> settings) {
  /** Changes nothing. */
  public static final Overrides NONE = new Overrides(Optional.empty(), List.of());

  public Overrides {
    settings = List.copyOf(settings);
  }
}
