package io.millrace.records.spark.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.records.MalformedExampleException;
import io.millrace.records.spark.options.RecordType;
import java.util.ArrayList;
import java.util.List;

/** Any bytes: the scan of canonical records and the cursors count the same, or both refuse. */
class TallyFuzzTest {
  /** The first byte says what the records are, a byte before each how long it is. */
  @FuzzTest(maxDuration = "20s")
  void bothWaysCountTheSame(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    RecordType type = (bytes[0] & 1) != 0 ? RecordType.SEQUENCE_EXAMPLE : RecordType.EXAMPLE;
    RecordTally fast = new RecordTally(type);
    RecordTally slow = new RecordTally(type);

    assertThat(refused(fast, bytes, true)).isEqualTo(refused(slow, bytes, false));
    assertThat(fast.tally()).isEqualTo(slow.tally());
  }

  /** The places of records that were refused. */
  private static List<Integer> refused(RecordTally tally, byte[] bytes, boolean fast) {
    List<Integer> refused = new ArrayList<>();
    int at = 1;
    while (at < bytes.length) {
      int from = at + 1;
      at = Math.min(bytes.length, from + (bytes[at] & 0xff));
      try {
        if (fast) {
          tally.add(bytes, from, at - from, "f", from);
        } else {
          tally.addByCursors(bytes, from, at - from, "f", from);
        }
      } catch (MalformedExampleException e) {
        refused.add(from);
      }
    }
    return refused;
  }
}
