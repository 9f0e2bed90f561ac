package io.millrace.transforms.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.transforms.testing.SparkTestSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleGenCoresTest {
  @TempDir Path folder;

  @Test
  void tablesGiveTheSameBytesOnOneCoreAndOnThree() throws Exception {
    Path input = Files.createDirectory(folder.resolve("in"));
    for (int i = 0; i < 5; i++) {
      Dataset<?> rows =
          SparkTestSession.get()
              .range(1000L * i, 1000L * i + 10 + 90L * i, 1, 1)
              .selectExpr("id", "id / 7D AS share", "array(id, -id) AS pair", "'ü' || id AS name");
      move(rows, "parquet", input.resolve("part-" + i + ".parquet"));
      Files.write(input.resolve("part-" + i + ".json"), rows.toJSON().collectAsList());
    }

    Map<String, String> one = run("local[1]", input);
    Map<String, String> three = run("local[3]", input);

    assertThat(one).hasSize(2 * 8).isEqualTo(three);
  }

  private void move(Dataset<?> rows, String format, Path file) throws IOException {
    Path written = folder.resolve("written-" + file.getFileName());
    rows.write().format(format).save(written.toString());
    try (Stream<Path> parts = Files.list(written)) {
      Files.move(
          parts.filter(part -> part.getFileName().toString().startsWith("part-")).findAny().get(),
          file);
    }
  }

  /** The digests of all files that {@link ExampleGenOnCores} writes. */
  private Map<String, String> run(String master, Path input)
      throws IOException, InterruptedException {
    Path output = Files.createDirectory(folder.resolve(master));
    Path log = folder.resolve(master + ".log");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Dlog4j2"))
        .forEach(command::add);
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(List.of("-Xmx1g", "-cp", classPath, ExampleGenOnCores.class.getName()));
    command.addAll(List.of(master, input.toString(), output.toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).as(() -> read(log)).isZero();
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(output)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(
            output.relativize(file).toString(), ExampleGenRuns.sha256(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
