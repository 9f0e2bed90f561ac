package io.millrace.model.push;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Doc;
import io.millrace.artifacts.options.PathOption;
import java.util.Optional;

/** Options of {@link Pusher}. */
public record PusherOptions(
    @Doc(
            "Folder that a model server watches; the model goes into a version folder in it."
                + " Without it the model is only copied into the artefact.")
        @PathOption
        Optional<String> pushDestination) {
  /** Refuses an empty path. */
  public PusherOptions {
    if (pushDestination.map(String::isBlank).orElse(false)) {
      throw MillraceException.usage("push_destination: '' (expected: a folder, or nothing)");
    }
  }
}
