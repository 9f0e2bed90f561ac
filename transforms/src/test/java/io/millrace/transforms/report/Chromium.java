package io.millrace.transforms.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A real Chromium without a window, driven over its debugging protocol. */
final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> received;
  private final List<String> complaints = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private int lastId;

  private Chromium(Process process, WebSocket socket, BlockingQueue<JsonNode> received) {
    this.process = process;
    this.socket = socket;
    this.received = received;
  }

  /** Starts it; skips the test where there is none. */
  static Chromium start(Path profile) throws IOException, InterruptedException {
    assumeTrue(
        List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "chromium"))),
        "chromium is not on this machine");
    Process process =
        new ProcessBuilder(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0",
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("chromium.log").toFile())
            .start();
    Path portFile = profile.resolve("DevToolsActivePort");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(portFile) || Files.readAllLines(portFile).size() < 2) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new IOException(
            "chromium does not start: " + Files.readString(profile.resolve("chromium.log")));
      }
      Thread.sleep(50);
    }
    List<String> port = Files.readAllLines(portFile);
    BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(
                URI.create("ws://127.0.0.1:" + port.get(0) + port.get(1)), new Listener(received))
            .join();
    Chromium chromium = new Chromium(process, socket, received);
    chromium.attach();
    return chromium;
  }

  private String session = "";

  private void attach() throws IOException, InterruptedException {
    JsonNode targets = call("Target.getTargets", Map.of()).get("targetInfos");
    for (JsonNode target : targets) {
      if (target.get("type").asText().equals("page")) {
        session =
            call(
                    "Target.attachToTarget",
                    Map.of("targetId", target.get("targetId").asText(), "flatten", true))
                .get("sessionId")
                .asText();
      }
    }
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
  }

  /** Opens a page in a window of this size and waits until it has run. */
  void open(Path page, int width, int height, boolean dark)
      throws IOException, InterruptedException {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    complaints.clear();
    requests.clear();
    call("Page.navigate", Map.of("url", page.toUri().toString()));
    evaluate(
        "new Promise(done => document.readyState === 'complete' ? done() :"
            + " addEventListener('load', done)).then(() => new Promise(done =>"
            + " requestAnimationFrame(() => setTimeout(done, 50))))");
  }

  /** The value of an expression, or of the promise that it is. */
  JsonNode evaluate(String expression) throws IOException, InterruptedException {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IOException(result.get("exceptionDetails").toString());
    }
    return result.get("result").path("value");
  }

  /** Presses a key such as {@code Tab}, {@code Enter}, {@code ArrowDown} or {@code /}. */
  void press(String key) throws IOException, InterruptedException {
    Map<String, Integer> codes =
        Map.of(
            "Tab",
            9,
            "Enter",
            13,
            "Escape",
            27,
            "End",
            35,
            "Home",
            36,
            "ArrowUp",
            38,
            "ArrowDown",
            40,
            "ArrowRight",
            39,
            " ",
            32);
    ObjectNode down = JSON.createObjectNode().put("key", key);
    down.put("windowsVirtualKeyCode", codes.getOrDefault(key, (int) key.charAt(0)));
    String text = key.equals("Enter") ? "\r" : key.length() == 1 ? key : "";
    down.put("type", text.isEmpty() ? "rawKeyDown" : "keyDown");
    if (!text.isEmpty()) {
      down.put("text", text);
    }
    call("Input.dispatchKeyEvent", down);
    down.remove("text");
    call("Input.dispatchKeyEvent", down.put("type", "keyUp"));
  }

  /** Types text into what has the focus. */
  void type(String text) throws IOException, InterruptedException {
    call("Input.insertText", Map.of("text", text));
  }

  /** Writes what the page looks like, from its top to at most this height. */
  void screenshot(Path file, int mostHeight) throws IOException, InterruptedException {
    JsonNode size =
        evaluate("[document.documentElement.clientWidth, document.documentElement.scrollHeight]");
    int width = size.get(0).asInt();
    int height = Math.min(mostHeight, size.get(1).asInt());
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 300)))");
    JsonNode picture =
        call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", false));
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(picture.get("data").asText()));
  }

  /** What the page wrote to the console as an error or a warning, and exceptions of its scripts. */
  List<String> complaints() throws IOException, InterruptedException {
    evaluate("0");
    return List.copyOf(complaints);
  }

  /** What the page loaded, other than itself. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  JsonNode call(String method, Object parameters) throws IOException, InterruptedException {
    int id = ++lastId;
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    socket.sendText(message.toString(), true).join();
    while (true) {
      JsonNode answer = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new IOException(method + ": no answer");
      }
      if (answer.path("id").asInt() == id) {
        if (answer.has("error")) {
          throw new IOException(method + ": " + answer.get("error"));
        }
        return answer.get("result");
      }
      note(answer);
    }
  }

  private void note(JsonNode event) {
    JsonNode parameters = event.path("params");
    switch (event.path("method").asText()) {
      case "Runtime.exceptionThrown", "Log.entryAdded" -> complaints.add(parameters.toString());
      case "Runtime.consoleAPICalled" -> {
        if (!parameters.path("type").asText().equals("log")) {
          complaints.add(parameters.toString());
        }
      }
      case "Network.requestWillBeSent" -> {
        String url = parameters.path("request").path("url").asText();
        if (!url.startsWith("data:") && !url.equals(parameters.path("documentURL").asText())) {
          requests.add(url);
        }
      }
      default -> {
        // Of no interest.
      }
    }
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<JsonNode> received;
    private final StringBuilder message = new StringBuilder();

    Listener(BlockingQueue<JsonNode> received) {
      this.received = received;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        try {
          received.add(JSON.readTree(message.toString()));
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        message.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
