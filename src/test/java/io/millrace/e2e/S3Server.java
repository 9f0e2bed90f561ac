package io.millrace.e2e;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A real S3 server: S3Proxy in a process of its own, which keeps objects in memory, behind a {@link
 * FaultyProxy}.
 */
final class S3Server implements AutoCloseable {
  private static final String BUCKET = "bucket";
  private static final long START_SECONDS = 60;
  private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

  private final Process process;
  private final FaultyProxy proxy;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI root;

  private S3Server(Process process, FaultyProxy proxy, int port) {
    this.process = process;
    this.proxy = proxy;
    this.root = URI.create("http://127.0.0.1:" + port + "/" + BUCKET);
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
                CommandLine.home().resolve("src/test/s3-server/target/jars") + "/*",
                "org.gaul.s3proxy.Main",
                "--properties",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      await(process, port, log);
      S3Server server = new S3Server(process, FaultyProxy.start(port), port);
      server.ask("PUT", "", new byte[0]);
      return server;
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static void await(Process process, int port, Path log)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (process.isAlive() && System.nanoTime() < end) {
      try (Socket socket = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    throw new IOException("S3Proxy does not answer: " + Files.readString(log));
  }

  /** What the requests go through. */
  FaultyProxy proxy() {
    return proxy;
  }

  /** An object's URI. */
  String uri(String key) {
    return "s3a://" + BUCKET + "/" + key;
  }

  /** Stores an object. */
  void put(String key, byte[] content) throws IOException, InterruptedException {
    ask("PUT", "/" + key, content);
  }

  /** An object's content. */
  byte[] get(String key) throws IOException, InterruptedException {
    return ask("GET", "/" + key, new byte[0]);
  }

  /** The keys of all objects, without the markers of folders; sorted. */
  List<String> keys() throws IOException, InterruptedException {
    return found("").stream().filter(key -> !key.endsWith("/")).toList();
  }

  /** The keys of all uploads in parts that are neither completed nor given up. */
  List<String> pendingUploads() throws IOException, InterruptedException {
    return found("?uploads");
  }

  private List<String> found(String query) throws IOException, InterruptedException {
    String answer = new String(ask("GET", query, new byte[0]), StandardCharsets.UTF_8);
    if (answer.contains("<IsTruncated>true")) {
      throw new IOException("more keys than fit into an answer");
    }
    return KEY.matcher(answer).results().map(match -> match.group(1)).sorted().toList();
  }

  private byte[] ask(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(root + path))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(
          method + " " + path + ": " + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer.body();
  }

  /** The settings of Spark for this server; credentials come from the environment. */
  List<String> settings() {
    return List.of(
        "spark.hadoop.fs.s3a.endpoint: http://127.0.0.1:" + proxy.port(),
        "spark.hadoop.fs.s3a.endpoint.region: us-east-1",
        "spark.hadoop.fs.s3a.path.style.access: true",
        "spark.hadoop.fs.s3a.connection.ssl.enabled: false",
        "spark.hadoop.fs.s3a.retry.throttle.interval: 20ms");
  }

  /** Gives a process the credentials. */
  CommandLine authorized(CommandLine command) {
    return command
        .environment("AWS_ACCESS_KEY_ID", "millrace")
        .environment("AWS_SECRET_ACCESS_KEY", "secret");
  }

  @Override
  public void close() throws InterruptedException {
    proxy.close();
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
