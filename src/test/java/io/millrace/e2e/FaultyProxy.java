package io.millrace.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Passes requests on to a server on this machine, notes them, and injects faults. */
final class FaultyProxy implements AutoCloseable {
  private static final int NOTED_BYTES = 1 << 11;

  /** Headers of the connection, not of the message. */
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "connection", "content-length", "expect", "transfer-encoding", "upgrade");

  /** A request as it came in; of the body the start. */
  record Request(String method, String path, Map<String, List<String>> headers, String body) {
    /** Whether a name stands in the path or at the start of the body. */
    boolean mentions(String name) {
      return path.contains(name) || body.contains(name);
    }

    /** Whether it copies an object on the server. */
    boolean copies() {
      return headers.keySet().stream().anyMatch(h -> h.equalsIgnoreCase("x-amz-copy-source"));
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final int target;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger refusable = new AtomicInteger();
  private volatile int refusedPeriod = Integer.MAX_VALUE;
  private volatile Predicate<Request> refusing = request -> false;
  private volatile Predicate<Request> held = request -> false;
  private final CountDownLatch firstHeld = new CountDownLatch(1);

  private FaultyProxy(HttpServer server, int target) {
    this.server = server;
    this.target = target;
  }

  static FaultyProxy start(int target) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    FaultyProxy proxy = new FaultyProxy(server, target);
    server.createContext("/", proxy::handle);
    server.setExecutor(proxy.threads);
    server.start();
    return proxy;
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** All requests so far. */
  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** From now on every n-th of such requests is answered by 503, as an overloaded store does. */
  void refuseEvery(int period, Predicate<Request> which) {
    refusedPeriod = period;
    refusing = which;
  }

  /** How many requests were refused. */
  int refused() {
    return refused.get();
  }

  /** From now on such requests get no answer and are not passed on. */
  void hold(Predicate<Request> which) {
    held = which;
  }

  /** Waits for the first request that is held. */
  boolean awaitHeld(long seconds) throws InterruptedException {
    return firstHeld.await(seconds, TimeUnit.SECONDS);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              Map.copyOf(exchange.getRequestHeaders()),
              new String(body, 0, Math.min(body.length, NOTED_BYTES), StandardCharsets.ISO_8859_1));
      requests.add(request);
      if (held.test(request)) {
        firstHeld.countDown();
        Thread.sleep(TimeUnit.MINUTES.toMillis(10));
      }
      if (refusing.test(request) && refusable.incrementAndGet() % refusedPeriod == 0) {
        refused.incrementAndGet();
        refuse(exchange);
      } else {
        pass(exchange, body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void refuse(HttpExchange exchange) throws IOException {
    byte[] body =
        "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(503, -1);
      return;
    }
    exchange.sendResponseHeaders(503, body.length);
    exchange.getResponseBody().write(body);
  }

  private void pass(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + target + exchange.getRequestURI().toString()))
            .method(
                exchange.getRequestMethod(),
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    HttpResponse<InputStream> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    answer
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name)) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    long length = answer.headers().firstValueAsLong("content-length").orElse(0);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
    }
    boolean empty = head || answer.statusCode() == 204 || answer.statusCode() == 304;
    exchange.sendResponseHeaders(answer.statusCode(), empty ? -1 : length);
    try (InputStream in = answer.body()) {
      if (!empty) {
        try (OutputStream out = exchange.getResponseBody()) {
          in.transferTo(out);
        }
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
