package io.millrace.artifacts.storage;

import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** A Hadoop file system that is not the local disk for those who look at its scheme. */
public final class OtherFileSystem extends RawLocalFileSystem {
  static final String SCHEME = "other";

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  protected void checkPath(Path path) {}
}
