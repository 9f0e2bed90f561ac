package io.millrace.artifacts.metadata;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.artifacts.storage.StorageException;
import java.nio.file.Path;
import java.util.Optional;

/** Where the metadata store of a pipeline is. */
public final class MetadataUrl {
  /** The store's file below a root on local disk. */
  public static final String FILE_NAME = "metadata.sqlite";

  private MetadataUrl() {}

  /**
   * The URL of a store: what the user gave, else {@value #FILE_NAME} below the root. SQLite needs a
   * local disk, so with a root on HDFS or an object store the user must give a place.
   *
   * @param root the pipeline's root
   * @param given a local path or a URL of the form {@code jdbc:sqlite:PATH}
   * @throws MillraceException (usage) if the place is not on local disk
   */
  public static String resolve(HadoopStorage storage, String root, Optional<String> given) {
    if (given.isPresent() && given.get().startsWith("jdbc:")) {
      if (!given.get().startsWith(MetadataStore.URL_PREFIX)) {
        throw MillraceException.usage(
            "--metadata "
                + given.get()
                + ": unknown database (expected: a local path or "
                + MetadataStore.URL_PREFIX
                + "PATH)");
      }
      return given.get();
    }
    String file = given.orElseGet(() -> Storage.resolve(root, FILE_NAME));
    return MetadataStore.URL_PREFIX
        + local(storage, file)
            .orElseThrow(
                () ->
                    MillraceException.usage(
                        file
                            + ": the metadata store is a SQLite file, which needs a local disk;"
                            + " give one: --metadata /path/"
                            + FILE_NAME));
  }

  private static Optional<Path> local(HadoopStorage storage, String file) {
    try {
      return storage.localPath(file).map(Path::toAbsolutePath);
    } catch (StorageException e) {
      throw MillraceException.usage(e.getMessage());
    }
  }
}
