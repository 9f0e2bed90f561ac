package io.millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.storage.HadoopStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlessingsTest {
  @TempDir Path folder;

  @Test
  void theVerdictOfAnEarlierRunCountsToo() throws IOException {
    NodeReport reused = evaluated(NodeReport.State.REUSED);

    assertThat(verdict(reused)).contains(false);
    Files.createFile(folder.resolve("BLESSED"));
    assertThat(verdict(reused)).contains(true);
  }

  @Test
  void whatFailedGivesNoVerdict() {
    assertThat(verdict(evaluated(NodeReport.State.FAILED))).isEmpty();
  }

  private Optional<Boolean> verdict(NodeReport report) {
    return Blessings.of(new HadoopStorage(new Configuration()), List.of(report));
  }

  private NodeReport evaluated(NodeReport.State state) {
    return NodeReport.notRun("evaluator", "Evaluator", state, Optional.empty())
        .withArtifacts(
            List.of(
                new Workspace.Published(
                    "blessing", ArtifactType.MODEL_BLESSING, folder.toString(), 1)));
  }
}
