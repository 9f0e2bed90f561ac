package io.millrace.jobs.run;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Reads the verdict of evaluators from their artefacts, which hold a file named BLESSED or not. */
final class Blessings {
  private Blessings() {}

  /** Whether all models of a run are blessed; empty if none was evaluated. */
  static Optional<Boolean> of(Storage storage, List<NodeReport> reports) {
    Optional<Boolean> blessed = Optional.empty();
    for (NodeReport report : reports) {
      for (Workspace.Published artifact : report.artifacts()) {
        boolean valid =
            report.state() == NodeReport.State.COMPLETE
                || report.state() == NodeReport.State.REUSED;
        if (valid && artifact.type() == ArtifactType.MODEL_BLESSING) {
          boolean one = isBlessed(storage, artifact.uri());
          blessed = Optional.of(blessed.orElse(true) && one);
        }
      }
    }
    return blessed;
  }

  private static boolean isBlessed(Storage storage, String uri) {
    try {
      return storage.exists(Storage.resolve(uri, "BLESSED"));
    } catch (IOException e) {
      // A verdict that cannot be read is none.
      return false;
    }
  }
}
