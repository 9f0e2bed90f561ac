package io.millrace.transforms.ingest.source;

import java.io.IOException;
import java.util.List;

/** A format that ExampleGen reads; made from its options, lives on the driver. */
public interface ExampleSource {
  /**
   * Looks at the input: headers, and if types have to be inferred, all data, in Spark jobs.
   *
   * @param inputs the files of each input split; empty if the source reads no files
   * @return what tasks read
   * @throws io.millrace.artifacts.MillraceException if there is nothing to read, or the files do
   *     not fit together
   */
  SourceRecords prepare(SourceContext context, List<InputFiles> inputs) throws IOException;

  /** Whether it reads files, which {@code input} and {@code input_splits} then name. */
  default boolean readsFiles() {
    return true;
  }

  /** Whether a file of this name holds records; other files beside them are left alone. */
  default boolean readsFile(String name) {
    return true;
  }

  /**
   * Whether its files name further ones, which it reads too. Those are in no unit, so the digest of
   * the input is completed by that of the records.
   */
  default boolean followsNames() {
    return false;
  }

  /**
   * Whether it looks into folders itself: {@link InputFiles#files()} then holds what {@code input}
   * and {@code input_splits} name as it is, folders too, and its units hold all files below them.
   */
  default boolean readsFolders() {
    return false;
  }
}
