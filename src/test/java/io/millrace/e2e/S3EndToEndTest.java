package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class S3EndToEndTest extends ObjectStoreContract {
  private S3Server s3;

  @Override
  ObjectStore start(Path folder) throws Exception {
    s3 = S3Server.start(folder);
    return s3;
  }

  @Override
  @Test
  void aPipelineRunsFromInputToServing() throws Exception {
    super.aPipelineRunsFromInputToServing();

    // No rename, which would be a copy; but the trainer takes over the files of one attempt.
    assertThat(s3.proxy().requests())
        .filteredOn(FaultyProxy.Request::copies)
        .allMatch(request -> request.mentions("/trainer/model/"));
    assertThat(s3.pendingUploads()).isEmpty();
  }
}
