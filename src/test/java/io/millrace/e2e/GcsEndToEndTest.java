package io.millrace.e2e;

import java.nio.file.Path;

class GcsEndToEndTest extends ObjectStoreContract {
  @Override
  ObjectStore start(Path folder) throws Exception {
    return GcsServer.start(folder);
  }
}
