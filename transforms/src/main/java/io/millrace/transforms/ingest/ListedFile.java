package io.millrace.transforms.ingest;

import io.millrace.artifacts.storage.Storage;

/** What the storage says of a file, without its name: there may be millions. */
record ListedFile(String uri, long bytes, long modifiedMillis) {
  static ListedFile of(Storage.Entry file) {
    return new ListedFile(file.uri(), file.length(), file.modifiedMillis());
  }
}
