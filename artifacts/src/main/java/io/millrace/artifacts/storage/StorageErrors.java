package io.millrace.artifacts.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;

/** Turns the errors of the file systems into messages that say what to do. */
final class StorageErrors {
  private StorageErrors() {}

  /** A storage operation that may fail in the ways of Hadoop: exceptions, errors, lost classes. */
  @FunctionalInterface
  interface Operation<T> {
    T run() throws IOException;
  }

  /**
   * Runs an operation and explains its failure.
   *
   * @param verb what was tried, such as {@code "read"}; the message says {@code cannot read}
   */
  static <T> T explained(String uri, String verb, Operation<T> operation) throws IOException {
    try {
      return operation.run();
    } catch (IOException e) {
      throw explain(uri, verb, e);
    } catch (FSError e) {
      // Hadoop's local file system reports a full disk as an Error.
      throw explain(uri, verb, e.getCause() instanceof IOException io ? io : new IOException(e));
    } catch (RuntimeException e) {
      // Connectors wrap missing classes and bad settings in bare runtime exceptions.
      throw new StorageException(uri, "cannot " + verb + ": " + innermost(e), e);
    }
  }

  static IOException explain(String uri, String verb, IOException e) {
    if (e instanceof StorageException || e instanceof InterruptedIOException) {
      return e;
    }
    if (e instanceof FileNotFoundException || e instanceof NoSuchFileException) {
      return missing(uri, e);
    }
    return new StorageException(uri, "cannot " + verb + ": " + reason(e), e);
  }

  static FileNotFoundException missing(String uri, Throwable cause) {
    FileNotFoundException missing = new FileNotFoundException(uri + ": no such file or folder");
    missing.initCause(cause);
    return missing;
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException || e instanceof AccessControlException) {
      return "permission denied for user '" + System.getProperty("user.name") + "'";
    }
    if (e instanceof UnsupportedFileSystemException) {
      return e.getMessage()
          + "; add the connector of this file system to the class path, such as --packages"
          + " org.apache.hadoop:hadoop-aws for s3a:";
    }
    if (e instanceof NotDirectoryException) {
      return "it is a file (expected: a folder)";
    }
    String text = text(e);
    if (text.contains("No space left on device")) {
      return "no space left on the device; free some or choose another place";
    }
    if (text.contains("Disk quota exceeded")) {
      return "the disk quota is used up; free some space or choose another place";
    }
    return text;
  }

  private static String text(IOException e) {
    if (e instanceof FileSystemException fileSystem && fileSystem.getReason() != null) {
      return fileSystem.getReason();
    }
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  private static String innermost(Throwable thrown) {
    Throwable inner = thrown;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner.getClass().getSimpleName() + ": " + inner.getMessage();
  }
}
