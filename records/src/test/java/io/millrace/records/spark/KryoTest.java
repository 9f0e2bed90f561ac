package io.millrace.records.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions whose serializer is Kryo, which cannot make records; see {@link KryoJobs}. */
class KryoTest {
  @TempDir Path temp;

  @Test
  void dataIsWrittenInferredReadCountedStreamedAndSurveyedUnderKryo() throws Exception {
    Path log = temp.resolve("log");

    int exit = OtherJvm.run(log, KryoJobs.class, List.of(temp.resolve("data").toString()));

    assertThat(exit).as(() -> read(log)).isZero();
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
