package io.millrace.records.spark.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.records.Example;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real Spark jobs whose tasks fail; see {@link FaultyJobs}. */
class WriteFaultsTest {
  private static final List<Long> ALL =
      LongStream.range(0, (long) FaultyJobs.TASKS * FaultyJobs.ROWS_OF_TASK).boxed().toList();

  @TempDir Path temp;

  private int run(String fault, String root) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.add("-Xmx1g");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(FaultyJobs.class.getName());
    command.addAll(List.of(fault, root, temp + File.separator + "store"));
    Path log = temp.resolve(fault + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    int exit = process.exitValue();
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

  @ParameterizedTest
  @ValueSource(strings = {"throw", "kill"})
  void rowsOfTasksThatFailOrAreKilledAreThereOnce(String fault) throws Exception {
    Path root = temp.resolve("out");

    run(fault, root.toUri().toString());

    assertThat(ids(root)).isEqualTo(ALL);
    assertClean(root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fakes3://bucket/out", "fakegs://bucket/out"})
  void theSameHoldsOnObjectStores(String root) throws Exception {
    run("throw", root);

    assertThat(ids(temp.resolve("store/out"))).isEqualTo(ALL);
  }

  @Test
  void oldFilesOutliveAFailedJobAndAKilledDriver() throws Exception {
    Path root = temp.resolve("out");
    Files.createDirectories(root);
    Files.write(root.resolve("old"), new byte[0]);

    run("fail", root.toUri().toString());

    assertThat(Writes.files(root).keySet()).containsExactly("old");
    assertClean(root);

    assertThat(run("halt", root.toUri().toString())).isEqualTo(99);

    assertThat(root.resolve("old")).exists();
    assertThat(ids(root)).isEmpty();

    run("none", root.toUri().toString());

    assertThat(root.resolve("old")).doesNotExist();
    assertThat(ids(root)).isEqualTo(ALL);
  }
}
