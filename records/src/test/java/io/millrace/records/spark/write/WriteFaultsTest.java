package io.millrace.records.spark.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.records.Example;
import io.millrace.records.spark.OtherJvm;
import io.millrace.records.spark.SparkTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Spark jobs whose tasks fail; see {@link FaultyJobs}. */
class WriteFaultsTest {
  private static final List<Long> ALL =
      LongStream.range(0, (long) FaultyJobs.TASKS * FaultyJobs.ROWS_OF_TASK).boxed().toList();

  @TempDir Path temp;

  private int run(String... faultsAndRoots) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.add(temp.resolve("store").toString());
    arguments.addAll(List.of(faultsAndRoots));
    Path log = temp.resolve("log");
    int exit = OtherJvm.run(log, FaultyJobs.class, arguments);
    if (exit != 0 && exit != 99) {
      throw new AssertionError(Files.readString(log));
    }
    return exit;
  }

  private List<Long> ids(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(Files::isRegularFile)
          .filter(path -> !path.toString().contains("_millrace-"))
          .flatMap(path -> Writes.records(path).stream())
          .map(record -> Example.parse(record).longs("id")[0])
          .sorted()
          .toList();
    }
  }

  private static void assertClean(Path root) throws IOException {
    assertThat(Writes.emptyFolders(root)).isEmpty();
    try (Stream<Path> paths = Files.walk(root)) {
      assertThat(paths.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.startsWith("_") || name.endsWith(".crc"));
    }
  }

  @Test
  void rowsOfTasksThatFailOrAreKilledAreThereOnce() throws Exception {
    Path thrown = temp.resolve("thrown");
    Path killed = temp.resolve("killed");
    Path old = temp.resolve("old");
    Files.createDirectories(old);
    Files.write(old.resolve("file"), new byte[0]);

    run(
        "throw",
        thrown.toUri().toString(),
        "throw",
        "fakes3://bucket/s3",
        "throw",
        "fakegs://bucket/gs",
        "kill",
        killed.toUri().toString(),
        "fail",
        old.toUri().toString(),
        "fail",
        "fakes3://bucket/failed");

    assertThat(ids(thrown)).isEqualTo(ALL);
    assertClean(thrown);
    assertThat(ids(killed)).isEqualTo(ALL);
    assertClean(killed);
    assertThat(ids(temp.resolve("store/s3"))).isEqualTo(ALL);
    assertThat(ids(temp.resolve("store/gs"))).isEqualTo(ALL);
    assertThat(temp.resolve("store/failed")).doesNotExist();
    assertThat(Writes.files(old).keySet()).containsExactly("file");
    assertClean(old);
  }

  @Test
  void oldFilesOutliveAKilledDriver() throws Exception {
    Path root = temp.resolve("out");
    Files.createDirectories(root);
    Files.write(root.resolve("old"), new byte[0]);

    assertThat(run("halt", root.toUri().toString())).isEqualTo(99);

    assertThat(root.resolve("old")).exists();
    assertThat(ids(root)).isEmpty();

    SparkTests.session()
        .range(10)
        .write()
        .format("tfrecord")
        .mode(SaveMode.Overwrite)
        .save(root.toString());

    assertThat(root.resolve("old")).doesNotExist();
    assertThat(ids(root)).isEqualTo(ALL.subList(0, 10));
  }
}
