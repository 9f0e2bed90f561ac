package io.millrace.artifacts.metadata;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An execution as the store holds it.
 *
 * @param node the node's name, without the pipeline's
 * @param type the full name of its type, such as {@code tfx.components.trainer.component.Trainer}
 * @param createdMillis when it was started
 * @param updatedMillis when its state last changed: for a finished one, when it ended
 * @param properties configuration and results: strings, longs, doubles or booleans; nested values
 *     as JSON
 * @param message why it failed
 * @param inputs ids of artefacts by channel
 * @param outputs ids of artefacts by channel
 */
public record StoredExecution(
    long id,
    String node,
    String type,
    ExecutionState state,
    long createdMillis,
    long updatedMillis,
    Map<String, Object> properties,
    Optional<String> message,
    Map<String, List<Long>> inputs,
    Map<String, List<Long>> outputs) {
  public StoredExecution {
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }
}
