package io.millrace.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** fake-gcs-server, whose program the variable {@code FAKE_GCS_SERVER} names. */
final class GcsServer extends ObjectStore {
  private static final String OBJECTS = "/storage/v1/b/" + BUCKET + "/o";

  private GcsServer(FaultyProxy proxy, Process process, int port, Path log)
      throws IOException, InterruptedException {
    super(proxy, process, port, log);
  }

  /**
   * Starts one with an empty bucket; the test is skipped where there is none.
   *
   * @param folder for its log
   */
  static GcsServer start(Path folder) throws IOException, InterruptedException {
    String program = System.getenv("FAKE_GCS_SERVER");
    assumeTrue(
        program != null && Files.isExecutable(Path.of(program)),
        "FAKE_GCS_SERVER does not name the program fake-gcs-server");
    int port = SparkDistribution.freePort();
    FaultyProxy proxy = FaultyProxy.start(port);
    Path log = folder.resolve("gcs.log");
    Process process =
        new ProcessBuilder(
                program,
                "-scheme",
                "http",
                "-host",
                "127.0.0.1",
                "-port",
                Integer.toString(port),
                "-backend",
                "memory",
                "-external-url",
                "http://127.0.0.1:" + proxy.port())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    GcsServer server = new GcsServer(proxy, process, port, log);
    byte[] bucket = ("{\"name\": \"" + BUCKET + "\"}").getBytes(StandardCharsets.UTF_8);
    server.ask("POST", "/storage/v1/b?project=test", bucket);
    return server;
  }

  @Override
  String uri(String key) {
    return "gs://" + BUCKET + "/" + key;
  }

  @Override
  void put(String key, byte[] content) throws IOException, InterruptedException {
    ask("POST", "/upload" + OBJECTS + "?uploadType=media&name=" + encoded(key), content);
  }

  @Override
  byte[] get(String key) throws IOException, InterruptedException {
    return ask("GET", "/download" + OBJECTS + "/" + encoded(key) + "?alt=media", new byte[0]);
  }

  private static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8);
  }

  @Override
  List<String> allKeys() throws IOException, InterruptedException {
    JsonNode answer =
        new ObjectMapper().readTree(ask("GET", OBJECTS + "?maxResults=1000", new byte[0]));
    if (answer.has("nextPageToken")) {
      throw new IOException("more keys than fit into an answer");
    }
    List<String> keys = new ArrayList<>();
    answer.path("items").forEach(item -> keys.add(item.get("name").asText()));
    return keys.stream().sorted().toList();
  }

  @Override
  List<String> settings() {
    return List.of(
        "spark.hadoop.fs.gs.impl: com.google.cloud.hadoop.fs.gcs.GoogleHadoopFileSystem",
        "spark.hadoop.fs.gs.storage.root.url: http://127.0.0.1:" + proxy().port() + "/",
        "spark.hadoop.fs.gs.project.id: test",
        "spark.hadoop.fs.gs.auth.service.account.enable: false",
        "spark.hadoop.fs.gs.auth.null.enable: true");
  }

  /** Asked how much of an upload it holds, this server takes the upload for ended. */
  @Override
  boolean repeatable(FaultyProxy.Request request) {
    return !(request.method().equals("PUT") && request.path().startsWith("/upload/"));
  }

  @Override
  List<Path> jars() throws IOException {
    try (Stream<Path> jars =
        Files.list(CommandLine.home().resolve("src/test/object-stores/target/gcs"))) {
      return jars.toList();
    }
  }

  @Override
  CommandLine prepare(CommandLine command) throws IOException {
    return command.jars(jars());
  }
}
