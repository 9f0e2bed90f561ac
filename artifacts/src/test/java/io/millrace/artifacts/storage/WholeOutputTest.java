package io.millrace.artifacts.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeOutputTest {
  private final List<String> calls = new ArrayList<>();

  /** Notes how it ends. */
  private final class Target extends ByteArrayOutputStream {
    private boolean failing;

    @Override
    public void close() throws IOException {
      calls.add("close");
      if (failing) {
        throw new IOException("connection lost");
      }
    }
  }

  private final Target target = new Target();
  private final WholeOutput out = new WholeOutput(target, () -> calls.add("give up"));

  @Test
  void aClosedFileCannotBeGivenUp() throws IOException {
    out.write('a');
    out.write(new byte[] {'b', 'c', 'd'}, 1, 2);
    out.flush();
    out.close();
    out.abort();
    out.close();
    assertThat(target).hasToString("acd");
    assertThat(calls).containsExactly("close");
  }

  @Test
  void whatIsWrittenToAFileGivenUpIsDropped() throws IOException {
    out.write('a');
    out.abort();
    out.write('b');
    out.write(new byte[] {'c'});
    out.close();
    assertThat(target).hasToString("a");
    assertThat(calls).containsExactly("give up");
  }

  @Test
  void afterAFailedCloseTheFileCanBeGivenUp() throws IOException {
    target.failing = true;
    assertThatThrownBy(out::close).hasMessage("connection lost");
    out.abort();
    out.close();
    assertThat(calls).containsExactly("close", "give up");
  }
}
