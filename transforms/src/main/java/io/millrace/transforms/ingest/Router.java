package io.millrace.transforms.ingest;

import io.millrace.artifacts.MillraceException;
import io.millrace.records.MalformedExampleException;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.AttemptFiles;
import io.millrace.transforms.ingest.source.RejectedRecordException;
import io.millrace.transforms.ingest.split.NoSplitException;
import io.millrace.transforms.ingest.split.Splitter;
import java.io.IOException;
import java.util.Arrays;

/**
 * Says where each record of a stream goes: into a split, or among the rejects. Counts all of them.
 * Belongs to one task's thread.
 */
final class Router {
  /** The answer at the end of the stream. */
  static final int END = -1;

  private static final int RECORDS_PER_REPORT = 1000;

  /** Something that goes to the next record as {@link RecordStream#next()} does. */
  @FunctionalInterface
  interface Advance {
    boolean next() throws IOException, RejectedRecordException;
  }

  private final IngestPlan plan;
  private final RecordStream stream;
  private final Splitter splitter;
  private final Progress.TaskCounter progress;
  private final RecordCounts counts = new RecordCounts();
  private long unreported;
  private byte[] reject;

  Router(IngestPlan plan, RecordStream stream, Progress.TaskCounter progress) {
    this.plan = plan;
    this.stream = stream;
    this.splitter = plan.splits().splitter();
    this.progress = progress;
  }

  /**
   * Goes to the next record that is written somewhere.
   *
   * @return the index of its split, the number of splits for a reject, or {@link #END}
   * @throws MillraceException (data) for the first reject if none is allowed
   */
  int next(Advance advance) throws IOException {
    while (true) {
      reject = null;
      try {
        if (!advance.next()) {
          return END;
        }
        count();
        int split = splitter.split(stream.buffer(), stream.offset(), stream.length());
        if (split != Splitter.LEFT_OUT) {
          return split;
        }
        counts.leftOut();
      } catch (RejectedRecordException e) {
        count();
        return rejected(e);
      } catch (NoSplitException e) {
        return rejected(unassigned(e.reason(), e.getMessage()));
      } catch (MalformedExampleException e) {
        return rejected(unassigned("malformed_example", e.getMessage()));
      }
    }
  }

  private RejectedRecordException unassigned(String reason, String problem) {
    int kept = Math.min(RejectedRecordException.KEPT_BYTES, stream.length());
    byte[] content = Arrays.copyOfRange(stream.buffer(), stream.offset(), stream.offset() + kept);
    return new RejectedRecordException(reason, stream.source(), stream.place(), problem, content);
  }

  private int rejected(RejectedRecordException e) {
    if (plan.rejects().isEmpty()) {
      throw MillraceException.data(
          e.describe() + "; or allow rejected records by max_reject_fraction", e);
    }
    counts.rejected(e.reason(), e.describe());
    reject = plan.rejects().get().encode(e);
    return plan.splits().splits().size();
  }

  private void count() {
    counts.read();
    if (++unreported == RECORDS_PER_REPORT) {
      report();
    }
  }

  /** Adds what has not been reported yet to the progress; gives up if the task is not wanted. */
  void report() {
    AttemptFiles.stopIfKilled();
    progress.add(unreported);
    unreported = 0;
  }

  byte[] buffer() {
    return reject == null ? stream.buffer() : reject;
  }

  int offset() {
    return reject == null ? stream.offset() : 0;
  }

  int length() {
    return reject == null ? stream.length() : reject.length;
  }

  RecordCounts counts() {
    return counts;
  }
}
