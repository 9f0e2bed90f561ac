package io.millrace.transforms.examples;

import java.io.Serializable;
import java.util.Collection;

/**
 * One file of an Examples artefact; goes to the tasks that read it.
 *
 * @param uri where it lies
 * @param split the split that it belongs to
 * @param records how many it holds, or {@value #UNKNOWN} where the artefact has no manifest
 * @param bytes its length
 */
public record ExampleFile(String uri, String split, long records, long bytes)
    implements Serializable {
  /** A count that only reading the file would tell. */
  public static final long UNKNOWN = -1;

  /** The records of some files, or {@value #UNKNOWN} if one of them does not know. */
  public static long records(Collection<ExampleFile> files) {
    boolean known = files.stream().allMatch(file -> file.records() != UNKNOWN);
    return known ? files.stream().mapToLong(ExampleFile::records).sum() : UNKNOWN;
  }
}
