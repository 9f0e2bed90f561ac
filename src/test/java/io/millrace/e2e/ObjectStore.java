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
import java.util.concurrent.TimeUnit;

/**
 * A real server of an object store: a process of its own that keeps objects in memory, behind a
 * {@link FaultyProxy}. Tests look at its only bucket without going through the proxy.
 */
abstract class ObjectStore implements AutoCloseable {
  static final String BUCKET = "bucket";

  private static final long START_SECONDS = 60;

  private final HttpClient client = HttpClient.newHttpClient();
  private final FaultyProxy proxy;
  private final Process process;
  private final int port;

  /**
   * Waits until the server answers.
   *
   * @param process which listens at {@code port}; ended if it does not answer
   * @param log what it prints
   */
  ObjectStore(FaultyProxy proxy, Process process, int port, Path log)
      throws IOException, InterruptedException {
    this.proxy = proxy;
    this.process = process;
    this.port = port;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!answers(port)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new IOException("the object store does not answer: " + Files.readString(log));
      }
      Thread.sleep(100);
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** What the requests of the code under test go through. */
  final FaultyProxy proxy() {
    return proxy;
  }

  /** An object's URI. */
  abstract String uri(String key);

  /** Stores an object. */
  abstract void put(String key, byte[] content) throws IOException, InterruptedException;

  /** An object's content. */
  abstract byte[] get(String key) throws IOException, InterruptedException;

  /** The keys of all objects, with the markers of folders; sorted. */
  abstract List<String> allKeys() throws IOException, InterruptedException;

  /** The keys of all objects, without the markers of folders; sorted. */
  final List<String> keys() throws IOException, InterruptedException {
    return allKeys().stream().filter(key -> !key.endsWith("/")).toList();
  }

  /** The settings of Spark for this server, each {@code key: value}. */
  abstract List<String> settings();

  /** Whether the server bears that such a request fails and is repeated. */
  boolean repeatable(FaultyProxy.Request request) {
    return true;
  }

  /** The connector and what it needs, for clusters. */
  abstract List<Path> jars() throws IOException;

  /** Gives a process what it needs beside the settings. */
  abstract CommandLine prepare(CommandLine command) throws IOException;

  /** Asks the server. */
  final byte[] ask(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException(
          method + " " + path + ": " + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer.body();
  }

  @Override
  public final void close() throws InterruptedException {
    proxy.close();
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
