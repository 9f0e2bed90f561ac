package io.millrace.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.artifacts.MillraceException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FaultTest {
  @Test
  void theCategoryCountsHoweverDeepItIsWrapped() {
    Throwable wrapped =
        new RuntimeException(
            "Job aborted", new IllegalStateException(MillraceException.environment("full", null)));
    assertThat(Fault.of(wrapped)).isEqualTo(new Fault(3, "full", true));
    assertThat(Fault.of(MillraceException.usage("wrong"))).isEqualTo(new Fault(2, "wrong", true));
    assertThat(Fault.of(MillraceException.data("bad"))).isEqualTo(new Fault(1, "bad", true));
    assertThat(Fault.of(MillraceException.internal("ours", null)))
        .isEqualTo(new Fault(1, "ours", false));
  }

  @Test
  void memoryAndNativeLibrariesAreTheEnvironment() {
    Fault memory = Fault.of(new RuntimeException(new OutOfMemoryError("Java heap space")));
    assertThat(memory.exitCode()).isEqualTo(3);
    assertThat(memory.message()).contains("Java heap space", "MILLRACE_HEAP");
    Fault library = Fault.of(new UnsatisfiedLinkError("no jnitensorflow"));
    assertThat(library.exitCode()).isEqualTo(3);
    assertThat(library.message()).contains("no jnitensorflow", "--jars");
    assertThat(Fault.of(new NoClassDefFoundError("org/tensorflow/Graph")).exitCode()).isEqualTo(3);
  }

  @Test
  void storageIsTheEnvironmentAndContentIsData() {
    assertThat(Fault.of(new IOException("No space left on device")))
        .isEqualTo(new Fault(3, "Storage failed: IOException: No space left on device", true));
    assertThat(Fault.of(new EOFException("at byte 7")).exitCode()).isEqualTo(1);
    assertThat(Fault.of(new FileNotFoundException("/x")))
        .isEqualTo(new Fault(1, "A file is missing: /x", true));
  }

  @Test
  void whatCameBackFromATaskAsTextIsStillTold() {
    RuntimeException thrown =
        new RuntimeException(
            "Lost task 0.0: io.millrace.artifacts.MillraceException: /d/x.gz: truncated\n\tat a.b");
    assertThat(Fault.of(thrown)).isEqualTo(new Fault(1, "/d/x.gz: truncated", true));
    assertThat(Fault.of(new RuntimeException("Lost task: java.lang.OutOfMemoryError")).exitCode())
        .isEqualTo(3);
  }

  @Test
  void anythingElseIsADefectNamedByItsRoot() {
    assertThat(Fault.of(new RuntimeException("outer", new IllegalStateException("inner\nmore"))))
        .isEqualTo(new Fault(1, "Unexpected failure: IllegalStateException: inner", false));
  }
}
