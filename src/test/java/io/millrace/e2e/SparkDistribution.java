package io.millrace.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The real Spark distribution that {@code SPARK_HOME} names. */
record SparkDistribution(Path home) {
  /** Skips the test unless a distribution of the Spark version that was built against is there. */
  static SparkDistribution required() {
    String version = System.getProperty("millrace.spark.version");
    String home = System.getenv("SPARK_HOME");
    assumeTrue(
        home != null && !home.isEmpty(),
        "SPARK_HOME is not set; the pyspark " + version + " package holds a distribution");
    Path jars = Path.of(home, "jars");
    try (Stream<Path> files = Files.list(jars)) {
      assumeTrue(
          files.anyMatch(
              file -> file.getFileName().toString().matches("spark-core_.*-" + version + "\\.jar")),
          home + " is not Spark " + version);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SparkDistribution(Path.of(home));
  }

  /** {@code spark-submit} of the job jar, with the native library beside it as the README says. */
  CommandLine submit(String master, String... confs) {
    Path target = CommandLine.home().resolve("jobs/target");
    CommandLine submit =
        CommandLine.of(
            home.resolve("bin/spark-submit").toString(),
            "--master",
            master,
            "--class",
            "io.millrace.jobs.Millrace",
            "--jars",
            nativeLibraries(target));
    for (String conf : confs) {
      submit.with("--conf", conf);
    }
    return submit.with(target.resolve("millrace-job.jar").toString());
  }

  /** Starts a master and workers of one core each, on the loopback address. */
  Cluster startCluster(int workers, Path logs) throws IOException {
    return Cluster.start(this, workers, logs);
  }

  private static String nativeLibraries(Path target) {
    try (Stream<Path> jars = Files.list(target.resolve("native"))) {
      return jars.map(Path::toString).sorted().collect(Collectors.joining(","));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A standalone cluster; closing it ends its processes. */
  static final class Cluster implements AutoCloseable {
    private static final long START_TIMEOUT_MILLIS = 60_000;

    private final List<Process> processes = new ArrayList<>();
    private final String master;

    private Cluster(String master) {
      this.master = master;
    }

    private static Cluster start(SparkDistribution spark, int workers, Path logs)
        throws IOException {
      int port = freePort();
      Cluster cluster = new Cluster("spark://127.0.0.1:" + port);
      Path masterLog = logs.resolve("master.log");
      cluster.launch(
          spark,
          masterLog,
          "org.apache.spark.deploy.master.Master",
          "--host",
          "127.0.0.1",
          "--port",
          String.valueOf(port),
          "--webui-port",
          "0");
      cluster.await(masterLog, "I have been elected leader");
      for (int i = 0; i < workers; i++) {
        Path log = logs.resolve("worker-" + i + ".log");
        cluster.launch(
            spark,
            log,
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            "127.0.0.1",
            "--cores",
            "1",
            "--memory",
            "2g",
            "--webui-port",
            "0",
            "--work-dir",
            logs.resolve("work-" + i).toString(),
            cluster.master);
        cluster.await(log, "Successfully registered with master");
      }
      return cluster;
    }

    /** The URL for {@code --master}. */
    String master() {
      return master;
    }

    private void launch(SparkDistribution spark, Path log, String mainClass, String... arguments)
        throws IOException {
      List<String> command = new ArrayList<>();
      command.add(spark.home().resolve("bin/spark-class").toString());
      command.add(mainClass);
      command.addAll(List.of(arguments));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
      processes.add(builder.start());
    }

    private void await(Path log, String line) throws IOException {
      long deadline = System.currentTimeMillis() + START_TIMEOUT_MILLIS;
      while (!Files.readString(log).contains(line)) {
        if (System.currentTimeMillis() > deadline) {
          close();
          throw new AssertionError("No '" + line + "' in:\n" + Files.readString(log));
        }
        try {
          Thread.sleep(100);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(e);
        }
      }
    }

    /**
     * Kills one executor, as the kernel would; its worker starts another. False if there is none.
     */
    boolean killExecutor() {
      return processes.stream()
          .flatMap(Process::descendants)
          .filter(
              process ->
                  process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
          .findFirst()
          .map(ProcessHandle::destroyForcibly)
          .orElse(false);
    }

    @Override
    public void close() {
      for (Process process : processes) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  /** A port that nothing listened at just now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
