package io.millrace.transforms.component;

import io.millrace.artifacts.MillraceException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What earlier runs of the same component in the same pipeline have published. */
@FunctionalInterface
public interface EarlierOutputs {
  /** Of a component that runs without a pipeline, of which nothing is recorded. */
  EarlierOutputs UNKNOWN =
      channel -> {
        throw MillraceException.usage(
            "Earlier outputs '%s' are not known to a component that runs alone (expected: a run of a pipeline, which records them); run it by a pipeline file"
                .formatted(channel));
      };

  /**
   * The newest output of a complete execution that is still there.
   *
   * @param channel an output channel of the component
   * @return empty if there is none, or if all were deleted
   * @throws MillraceException (usage) if earlier runs are not recorded
   */
  Optional<InputArtifact> latest(String channel) throws IOException;

  /**
   * What the component that feeds an input has published there in all complete executions and is
   * still there, the newest first. The current input is among them, if the pipeline made it.
   *
   * @param channel an input channel of the component
   * @return empty if the input is not wired
   * @throws MillraceException (usage) if earlier runs are not recorded
   */
  default List<InputArtifact> ofInput(String channel) throws IOException {
    throw MillraceException.usage(
        "Earlier inputs '%s' are not known to a component that runs alone (expected: a run of a pipeline, which records them); run it by a pipeline file"
            .formatted(channel));
  }
}
