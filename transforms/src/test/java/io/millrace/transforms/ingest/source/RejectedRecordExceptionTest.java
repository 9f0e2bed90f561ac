package io.millrace.transforms.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RejectedRecordExceptionTest {
  @Test
  void theBeginningOfLongContentIsKept() {
    byte[] content = new byte[(64 << 10) + 1];
    content[65_535] = 7;

    assertThat(rejected(content).content()).hasSize(64 << 10).endsWith(7);
    byte[] whole = new byte[64 << 10];
    assertThat(rejected(whole).content()).isSameAs(whole);
  }

  private static RejectedRecordException rejected(byte[] content) {
    return new RejectedRecordException("damaged_record", "a", "record 1", "found none", content);
  }
}
