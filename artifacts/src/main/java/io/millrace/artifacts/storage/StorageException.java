package io.millrace.artifacts.storage;

import java.io.IOException;

/**
 * A file system refused an operation: permission, full disk, lost connection, unknown scheme. The
 * message names the file, the operation, what was found and what to do. Missing files are {@link
 * java.io.FileNotFoundException} instead, and broken content is never reported this way, so that a
 * caller can map this exception to {@link
 * io.millrace.artifacts.MillraceException.Category#ENVIRONMENT}.
 */
public final class StorageException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String uri;

  StorageException(String uri, String problem, Throwable cause) {
    super(uri + ": " + problem, cause);
    this.uri = uri;
  }

  /** The file or folder that the operation was about. */
  public String uri() {
    return uri;
  }
}
