package io.millrace.transforms.ingest.split;

/** Assigns records to splits. Belongs to one thread. */
@FunctionalInterface
public interface Splitter {
  /** The answer for a record that goes into no split. */
  int LEFT_OUT = -1;

  /**
   * The index of the split of a record, or {@link #LEFT_OUT}.
   *
   * @param bytes hold the record, in deterministic form; neither kept nor changed
   * @throws NoSplitException if the record lacks what decides
   */
  int split(byte[] bytes, int offset, int length) throws NoSplitException;
}
