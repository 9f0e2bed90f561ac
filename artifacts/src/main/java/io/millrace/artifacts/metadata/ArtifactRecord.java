package io.millrace.artifacts.metadata;

import io.millrace.artifacts.ArtifactType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A published output to record.
 *
 * @param uri its folder
 * @param properties strings, integers, floating-point numbers or booleans; lists and maps are
 *     stored as JSON, nulls left out. Those that TFX declares for the type ({@code span}, {@code
 *     version}, {@code split_names}) become properties, the others custom properties
 */
public record ArtifactRecord(ArtifactType type, String uri, Map<String, Object> properties) {
  public ArtifactRecord {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }
}
