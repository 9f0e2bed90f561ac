package io.millrace.artifacts.metadata;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An artefact as the store holds it.
 *
 * @param type the name of its type, such as {@code Examples}; other programs may add types
 * @param name unique within the type, or null
 * @param properties properties and custom properties together: strings, longs, doubles or booleans
 */
public record StoredArtifact(
    long id,
    String type,
    String uri,
    String name,
    ArtifactState state,
    Map<String, Object> properties,
    long createdMillis) {
  public StoredArtifact {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }
}
