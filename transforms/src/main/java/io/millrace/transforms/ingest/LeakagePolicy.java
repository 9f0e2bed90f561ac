package io.millrace.transforms.ingest;

import io.millrace.artifacts.options.Doc;

/** What to do about records whose content lies in several splits. */
public enum LeakagePolicy {
  /** They are counted and shown. */
  @Doc("Counts and shows them.")
  REPORT,
  /** They fail the run. */
  @Doc("Fails the run.")
  FAIL,
  /** Nobody looks. */
  @Doc("Does not look.")
  IGNORE
}
