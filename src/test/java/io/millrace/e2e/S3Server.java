package io.millrace.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/** S3Proxy. */
final class S3Server extends ObjectStore {
  private static final Pattern CONNECTOR =
      Pattern.compile(
          "/(hadoop-aws|com/amazonaws|software/amazon|org/reactivestreams|joda-time|wildfly-openssl)/");
  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

  private S3Server(FaultyProxy proxy, Process process, int port, Path log)
      throws IOException, InterruptedException {
    super(proxy, process, port, log);
  }

  /**
   * Starts one with an empty bucket.
   *
   * @param folder for its settings and its log
   */
  static S3Server start(Path folder) throws IOException, InterruptedException {
    int port = SparkDistribution.freePort();
    Properties properties = new Properties();
    properties.setProperty("s3proxy.endpoint", "http://127.0.0.1:" + port);
    properties.setProperty("s3proxy.authorization", "none");
    properties.setProperty("jclouds.provider", "transient");
    properties.setProperty("jclouds.identity", "unused");
    properties.setProperty("jclouds.credential", "unused");
    Path file = folder.resolve("s3proxy.properties");
    try (var out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    Path logging =
        Files.writeString(
            folder.resolve("logback.xml"),
            """
            <configuration>
              <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%msg%n</pattern></encoder>
              </appender>
              <root level="warn"><appender-ref ref="out"/></root>
            </configuration>
            """);
    Path log = folder.resolve("s3proxy.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dlogback.configurationFile=" + logging,
                "-cp",
                CommandLine.home().resolve("src/test/object-stores/target/s3proxy") + "/*",
                "org.gaul.s3proxy.Main",
                "--properties",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    S3Server server = new S3Server(FaultyProxy.start(port), process, port, log);
    server.ask("PUT", "/" + BUCKET, new byte[0]);
    return server;
  }

  @Override
  String uri(String key) {
    return "s3a://" + BUCKET + "/" + key;
  }

  @Override
  void put(String key, byte[] content) throws IOException, InterruptedException {
    ask("PUT", "/" + BUCKET + "/" + key, content);
  }

  @Override
  byte[] get(String key) throws IOException, InterruptedException {
    return ask("GET", "/" + BUCKET + "/" + key, new byte[0]);
  }

  @Override
  List<String> allKeys() throws IOException, InterruptedException {
    return found("");
  }

  /** The keys of all uploads in parts that are neither completed nor given up. */
  List<String> pendingUploads() throws IOException, InterruptedException {
    return found("?uploads");
  }

  private List<String> found(String query) throws IOException, InterruptedException {
    String answer =
        new String(ask("GET", "/" + BUCKET + query, new byte[0]), StandardCharsets.UTF_8);
    if (answer.contains("<IsTruncated>true")) {
      throw new IOException("more keys than fit into an answer");
    }
    return KEY.matcher(answer).results().map(match -> match.group(1)).sorted().toList();
  }

  @Override
  List<String> settings() {
    return List.of(
        "spark.hadoop.fs.s3a.endpoint: http://127.0.0.1:" + proxy().port(),
        "spark.hadoop.fs.s3a.endpoint.region: us-east-1",
        "spark.hadoop.fs.s3a.path.style.access: true",
        "spark.hadoop.fs.s3a.connection.ssl.enabled: false",
        "spark.hadoop.fs.s3a.retry.throttle.interval: 20ms");
  }

  /** From the class path of a launch on one machine. */
  @Override
  List<Path> jars() throws IOException {
    Path classPath = CommandLine.home().resolve("jobs/target/runtime-classpath.txt");
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(Files.readString(classPath).strip())
        .filter(jar -> CONNECTOR.matcher(jar).find())
        .map(Path::of)
        .toList();
  }

  @Override
  CommandLine prepare(CommandLine command) {
    return command
        .environment("AWS_ACCESS_KEY_ID", "millrace")
        .environment("AWS_SECRET_ACCESS_KEY", "secret");
  }
}
