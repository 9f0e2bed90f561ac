package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.Digests;
import io.millrace.transforms.ingest.source.Unit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.apache.spark.api.java.function.Function;

/** The digest of the content and the names of a unit's files, as one line. */
final class UnitDigest implements Function<Unit, String> {
  private static final long serialVersionUID = 1L;

  private final Storage storage;
  private final List<String> bases;
  private final Progress.TaskCounter counter;

  /**
   * A digest of units.
   *
   * @param bases folders that names of files are told from
   */
  UnitDigest(Storage storage, List<String> bases, Progress.TaskCounter counter) {
    this.storage = storage;
    this.bases = List.copyOf(bases);
    this.counter = counter;
  }

  @Override
  public String call(Unit unit) throws IOException {
    MessageDigest digest = Digests.sha256();
    for (String file : unit.files()) {
      String line = Digests.ofFile(storage, file) + "  " + name(file) + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    counter.add(unit.files().size());
    return Digests.hex(digest) + "\n";
  }

  private String name(String file) {
    for (String base : bases) {
      if (file.startsWith(base)) {
        return file.substring(base.length());
      }
    }
    return file.substring(file.lastIndexOf('/') + 1);
  }
}
