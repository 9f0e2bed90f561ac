package io.millrace.model.push;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.UUID;

/**
 * A version of a model below the folder that a model server watches: {@code <destination>/<unix
 * seconds>}.
 *
 * <p>Model servers serve the highest version. Where a version of this second or a later one is
 * there already, the number is therefore the next above the highest.
 *
 * <p>Where moving a folder is atomic (local disk, HDFS) the version appears whole: it is copied
 * beside under a name that is no number, which model servers ignore, and moved. On object stores
 * the files are copied in place, {@code saved_model.pb} last, and deleted again after a failure.
 */
record VersionFolder(String uri, long version) {
  private static final int MAX_DIGITS = 18;
  private static final int ATTEMPTS = 10;

  /**
   * Pushes a model.
   *
   * @param unixSeconds the version, unless that one or a higher one is there
   * @throws MillraceException (environment) if the destination cannot be written; no version folder
   *     is left then
   */
  static VersionFolder push(
      ModelFiles model, Storage storage, String destination, long unixSeconds) {
    try {
      return storage.movesAtomically(destination)
          ? copyAndMove(model, storage, destination, unixSeconds)
          : copyInPlace(model, storage, destination, unixSeconds);
    } catch (IOException e) {
      throw MillraceException.environment(
          destination
              + ": cannot push the model: "
              + e.getMessage()
              + "; nothing was published, make the folder writable and push again",
          e);
    }
  }

  private static VersionFolder copyAndMove(
      ModelFiles model, Storage storage, String destination, long unixSeconds) throws IOException {
    String beside = Storage.resolve(destination, "tmp-" + UUID.randomUUID());
    try {
      model.copyTo(beside);
      for (int attempt = 1; ; attempt++) {
        VersionFolder target = next(storage, destination, unixSeconds);
        try {
          storage.move(beside, target.uri());
          return target;
        } catch (IOException e) {
          // Another push may have taken the version between looking and moving.
          if (attempt == ATTEMPTS || !storage.exists(target.uri())) {
            throw e;
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      discard(storage, beside, e);
      throw e;
    }
  }

  private static VersionFolder copyInPlace(
      ModelFiles model, Storage storage, String destination, long unixSeconds) throws IOException {
    VersionFolder target = next(storage, destination, unixSeconds);
    try {
      model.copyTo(target.uri());
      return target;
    } catch (IOException | RuntimeException e) {
      discard(storage, target.uri(), e);
      throw e;
    }
  }

  private static void discard(Storage storage, String folder, Exception failure) {
    try {
      storage.delete(folder);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static VersionFolder next(Storage storage, String destination, long unixSeconds)
      throws IOException {
    long version = unixSeconds;
    try {
      for (Storage.Entry entry : storage.list(destination)) {
        String name = entry.name();
        boolean number = name.length() <= MAX_DIGITS && name.matches("[0-9]+");
        if (number && Long.parseLong(name) >= version) {
          version = Long.parseLong(name) + 1;
        }
      }
    } catch (FileNotFoundException e) {
      // The first version: there is no folder yet.
      return new VersionFolder(Storage.resolve(destination, Long.toString(version)), version);
    }
    return new VersionFolder(Storage.resolve(destination, Long.toString(version)), version);
  }
}
