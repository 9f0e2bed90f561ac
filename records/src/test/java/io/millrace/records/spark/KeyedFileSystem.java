package io.millrace.records.spark;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files for those who know the key, as an object store has them; {@code keyed:/folder}. */
public final class KeyedFileSystem extends RawLocalFileSystem {
  /** The options with which files can be opened. */
  public static final Map<String, String> OPTIONS =
      Map.of(
          "fs.keyed.impl", KeyedFileSystem.class.getName(),
          "fs.keyed.impl.disable.cache", "true",
          "fs.keyed.key", "sesame");

  /** Created by Hadoop. */
  public KeyedFileSystem() {}

  @Override
  public URI getUri() {
    return URI.create("keyed:///");
  }

  @Override
  public String getScheme() {
    return "keyed";
  }

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    if (!"sesame".equals(conf.get("fs.keyed.key"))) {
      throw new IOException("wrong key");
    }
    super.initialize(uri, conf);
  }
}
