package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real Chromium, without a window, that opens a page and measures it. */
record Browser(Path profile) {
  private static final Pattern RESULT = Pattern.compile("MEASURED(\\{.*?\\})MEASURED");

  /** Skips the test where there is no Chromium. */
  static Browser required(Path profile) {
    assumeTrue(
        CommandLine.of("sh", "-c", "command -v chromium").run().exitCode() == 0,
        "chromium is not on this machine");
    return new Browser(profile);
  }

  /**
   * Opens a page in a window 1,200 pixels wide.
   *
   * @return {@code images}, {@code brokenImages}, {@code tables}, {@code text} (its length), {@code
   *     overflow} (pixels that the page is too wide), {@code requests} (resources it loaded)
   */
  JsonNode measure(Path page) throws IOException {
    String html = Files.readString(page);
    String probe =
        """
        <script>addEventListener('load', () => {
          const images = [...document.images];
          const found = {
            images: images.length,
            brokenImages: images.filter(i => !i.complete || i.naturalWidth === 0).length,
            tables: document.querySelectorAll('table').length,
            text: document.body.innerText.length,
            overflow: document.documentElement.scrollWidth - innerWidth,
            requests: performance.getEntriesByType('resource')
                .filter(r => !r.name.startsWith('data:')).length};
          document.title = 'MEASURED' + JSON.stringify(found) + 'MEASURED';
        });</script></body>""";
    assertThat(html).contains("</body>");
    Path probed = profile.resolve("probed.html");
    // A policy that allows the page's own scripts only would not let the probe run; the scripts
    // may hold the end of a body, too.
    int end = html.lastIndexOf("</body>");
    Files.writeString(
        probed,
        html.substring(0, end)
                .replaceFirst("<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "")
            + probe
            + html.substring(end + "</body>".length()));
    CommandLine.Outcome outcome =
        CommandLine.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile.resolve("chromium"),
                "--window-size=1200,900",
                "--virtual-time-budget=10000",
                "--dump-dom",
                probed.toUri().toString())
            .run();
    Matcher result = RESULT.matcher(outcome.stdout());
    assertThat(result.find()).as(outcome.all()).isTrue();
    return new ObjectMapper().readTree(result.group(1).replace("&quot;", "\""));
  }
}
