package io.millrace.transforms.component;

import io.millrace.artifacts.ArtifactType;
import java.util.Map;

/**
 * A published artefact that a component reads.
 *
 * @param uri its folder, without a slash at the end
 * @param properties those recorded when it was written ({@code split_names}, {@code span}, {@code
 *     blessed}, ...): strings, longs or doubles; empty when the artefact was given by path on the
 *     command line, so nothing may depend on them alone
 * @param id its id in the metadata store, or 0 when it was given by path
 */
public record InputArtifact(
    ArtifactType type, String uri, Map<String, Object> properties, long id) {
  public InputArtifact {
    properties = Map.copyOf(properties);
  }
}
