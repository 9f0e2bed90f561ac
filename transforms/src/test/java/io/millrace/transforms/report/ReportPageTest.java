package io.millrace.transforms.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;

/** The page in a real browser; pictures of it lie in target/report for people to look at. */
class ReportPageTest {
  private static final Path PICTURES = Path.of("target", "report");
  private static final int WIDE = 1280;
  private static final int NARROW = 390;

  @TempDir static Path folder;
  private static Chromium browser;

  @BeforeAll
  static void startBrowser() throws Exception {
    browser = Chromium.start(Files.createDirectory(folder.resolve("profile")));
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @Test
  void looksGoodWideAndNarrowLightAndDark() throws Exception {
    for (boolean dark : List.of(false, true)) {
      for (int width : List.of(WIDE, NARROW)) {
        open(SampleStatistics.trips(), width, dark);
        click("fare");
        click("payment_type");
        String name = (width == WIDE ? "wide" : "narrow") + (dark ? "-dark" : "-light");
        assertThat(overflow()).as(name).isLessThanOrEqualTo(0);
        browser.screenshot(PICTURES.resolve(name + ".png"), 6000);
        assertThat(browser.complaints()).as(name).isEmpty();
        assertThat(browser.requests()).as(name).isEmpty();
      }
    }
  }

  @Test
  void headersSortTheTableAndSayItsOrder() throws Exception {
    open(SampleStatistics.trips(), WIDE, false);
    assertThat(names().get(0)).as("anomalies come first").isIn("payment_type", "company");

    browser.evaluate("document.querySelector('[data-sort=missing]').click()");
    assertThat(names().subList(0, 2)).containsExactly("comment", "trip_miles");
    assertThat(ariaSort("missing")).isEqualTo("descending");
    browser.evaluate("document.querySelector('[data-sort=missing]').focus()");
    browser.press("Enter");
    assertThat(ariaSort("missing")).isEqualTo("ascending");
    assertThat(names()).last().isEqualTo("company");
    assertThat(browser.evaluate("document.activeElement.dataset.sort").asText())
        .isEqualTo("missing");
    browser.evaluate("document.querySelector('[data-sort=name]').click()");
    assertThat(names()).isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
  }

  @Test
  void searchingNeedsNoMouse() throws Exception {
    open(SampleStatistics.trips(), WIDE, false);
    browser.press("/");
    browser.type("TRIP mil");
    assertThat(names()).containsExactly("trip_miles");
    assertThat(browser.evaluate("document.getElementById('status').textContent").asText())
        .isEqualTo("1 of 9 features");
    browser.evaluate("document.getElementById('search').value = ''");
    browser.type("no such feature");
    assertThat(names()).isEmpty();
  }

  @Test
  void theKeyboardMovesUnfoldsAndFolds() throws Exception {
    open(SampleStatistics.trips(), WIDE, false);
    browser.evaluate("document.querySelector('.name').focus()");
    browser.press("ArrowDown");
    browser.press("ArrowDown");
    String third = names().get(2);
    assertThat(browser.evaluate("document.activeElement.textContent").asText()).isEqualTo(third);
    browser.press("Enter");
    assertThat(expanded()).containsExactly(third);
    assertThat(browser.evaluate("document.querySelectorAll('tr.detail canvas').length").asInt())
        .isEqualTo(1);
    browser.press("Tab");
    assertThat(browser.evaluate("document.activeElement.closest('tr.detail') !== null").asBoolean())
        .as("the focus goes from the name into what it unfolded")
        .isTrue();
    browser.press("Escape");
    assertThat(expanded()).isEmpty();
    assertThat(browser.evaluate("document.activeElement.textContent").asText()).isEqualTo(third);
    browser.press("End");
    assertThat(browser.evaluate("document.activeElement.textContent").asText())
        .isEqualTo(names().get(8));
  }

  @Test
  void theFirstTabGoesPastAllControls() throws Exception {
    open(SampleStatistics.trips(), WIDE, false);
    browser.press("Tab");
    assertThat(browser.evaluate("document.activeElement.className").asText()).isEqualTo("skip");
    browser.press("Enter");
    assertThat(browser.evaluate("document.activeElement.id").asText()).isEqualTo("features");
  }

  @Test
  void scalesAndUnitsChangeTheCharts() throws Exception {
    open(SampleStatistics.trips(), WIDE, false);
    click("fare");
    assertThat(Double.parseDouble(chart("series[0].data[0]"))).isBetween(0.38, 0.4);
    assertThat(label()).contains("Histogram from 1.0295", "train has most, 39.9%", "eval has most");
    browser.evaluate("document.querySelector('[name=scale][value=log]').click()");
    assertThat(Double.parseDouble(chart("series[0].data[0]")))
        .as("powers of ten above the lowest line")
        .isBetween(3.0, 5.0);
    browser.screenshot(PICTURES.resolve("log.png"), 4000);
    browser.evaluate("document.querySelector('[name=unit][value=counts]').click()");
    assertThat(label()).contains("train has most, 3,9");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void anyTwoDatasetsLieOverEachOther() throws Exception {
    open(SampleStatistics.trips(), WIDE, false);
    click("fare");
    assertThat(chart("series.length")).isEqualTo("2");
    assertThat(chart("series[1].barGap")).isEqualTo("-100%");
    select("a", "2");
    select("b", "0");
    assertThat(chart("series.map(s => s.name).join()"))
        .isEqualTo("train · company=Blue Cabs,train");
    select("b", "-1");
    assertThat(chart("series.length")).isEqualTo("1");
    assertThat(browser.evaluate("document.querySelector('[data-sort=difference]')").isNull())
        .isTrue();
    browser.evaluate("document.querySelector('[name=weight][value=yes]').click()");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aSliceIsPutBesideASplitByTheKeyboardAlone() throws Exception {
    open(SampleStatistics.trips(), WIDE, false);
    browser.evaluate("document.getElementById('b').focus()");
    browser.press("ArrowDown");
    assertThat(browser.evaluate("document.getElementById('b').selectedOptions[0].text").asText())
        .isEqualTo("train · company=Blue Cabs");
    assertThat(browser.evaluate("document.activeElement.id").asText()).isEqualTo("b");
    browser.evaluate("document.querySelector('.name').focus()");
    browser.press("Enter");
    assertThat(expanded()).containsExactly(names().get(0));
    assertThat(chart("series.map(s => s.name).join()"))
        .isEqualTo("train,train · company=Blue Cabs");
    browser.screenshot(PICTURES.resolve("slice.png"), 4000);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void distancesHaveTheirBoundsAndTails() throws Exception {
    open(SampleStatistics.trips(), WIDE, false);
    click("fare");
    assertThat(browser.evaluate("document.querySelector('tr.detail').innerText").asText())
        .containsPattern("wasserstein\\s+6\\.1\\s+5\\.9 to 6\\.5\\s+2%, 0%")
        .containsPattern("kolmogorov smirnov\\s+▲ 0\\.41\\s+–");
    browser.screenshot(PICTURES.resolve("distances.png"), 4000);
  }

  @Test
  void quantilesCustomStatisticsAndImagesHaveTheirPlace() throws Exception {
    open(SampleStatistics.trips(), WIDE, false);
    click("fare");
    browser.evaluate(
        "[...document.querySelectorAll('.choice button')].find(b => b.textContent === 'Quantiles')"
            + ".click()");
    assertThat(label()).startsWith("Quantiles: train from 1.0295 to 150.75");
    assertThat(browser.evaluate("document.activeElement.textContent").asText())
        .isEqualTo("Quantiles");
    click("photo");
    assertThat(browser.evaluate("document.getElementById('features').innerText").asText())
        .contains("image_format_histogram", "image_max_width", "a cab", "a bus");
    assertThat(
            browser
                .evaluate(
                    "Promise.all([...document.images].map(i => i.decode())).then(() =>"
                        + " [...document.images].filter(i => i.naturalWidth === 28).length)")
                .asInt())
        .isEqualTo(2);
    browser.screenshot(PICTURES.resolve("quantiles.png"), 4000);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void nothingIsHardToReachOrToSee() throws Exception {
    for (boolean dark : List.of(false, true)) {
      for (int width : List.of(WIDE, NARROW)) {
        open(SampleStatistics.trips(), width, dark);
        click("fare");
        click("photo");
        browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
        browser.evaluate(axe());
        JsonNode violations =
            browser.evaluate(
                "axe.run(document).then(found => found.violations.map(v => v.id + ': ' + v.help"
                    + " + ' ' + v.nodes.slice(0, 3).map(n => n.html + n.failureSummary).join()))");
        assertThat(texts(violations)).as("width " + width + ", dark " + dark).isEmpty();
      }
    }
  }

  @Test
  void hostileStringsStayText() throws Exception {
    open(HostileStatistics.report(), WIDE, false);
    browser.evaluate(
        "document.querySelectorAll('.name').forEach(b => b.click());"
            + "document.querySelectorAll('details').forEach(d => { d.open = true; })");
    browser.screenshot(PICTURES.resolve("hostile.png"), 6000);
    assertThat(browser.evaluate("window.hacked === undefined").asBoolean()).isTrue();
    assertThat(
            browser.evaluate("document.querySelectorAll('#features img, #features script').length"))
        .as("elements from the data")
        .hasToString("0");
    assertThat(browser.evaluate("document.body.innerText").asText())
        .contains("<script>window.hacked=1</script>", "⟨U+202E⟩", "(10000 chars)", "@DATA@", "NaN");
    assertThat(overflow()).isLessThanOrEqualTo(0);
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).isEmpty();
  }

  @Test
  void anEmptyDatasetSaysSo() throws Exception {
    open(
        StatisticsReport.of(
            "Statistics",
            List.of(NamedDataset.of("none", DatasetFeatureStatistics.getDefaultInstance()))),
        NARROW,
        false);
    assertThat(names()).isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aThousandFeaturesCanBeUsed() throws Exception {
    StatisticsReport report = HostileStatistics.wide(1000);
    String html = report.html();
    int data = html.length() - StatisticsReport.of("", HostileStatistics.none()).html().length();
    open(report, WIDE, false);
    assertThat(names()).hasSize(50);
    JsonNode timing =
        browser.evaluate(
            "(() => { const t = performance.getEntriesByType('navigation')[0];"
                + " const begin = performance.now();"
                + " document.querySelector('[data-sort=mean]').click();"
                + " return [t.domInteractive, t.loadEventEnd, performance.now() - begin]; })()");
    System.out.printf(
        "1,000 features, 2 datasets: page %,d bytes, %,d bytes of data a feature of a dataset;"
            + " interactive after %.0f ms, all loaded after %.0f ms, sorting %.0f ms%n",
        html.length(),
        data / 2000,
        timing.get(0).asDouble(),
        timing.get(1).asDouble(),
        timing.get(2).asDouble());
    browser.evaluate(
        "[...document.querySelectorAll('#pages button')].find(b => b.textContent.includes('Later'))"
            + ".click()");
    assertThat(browser.evaluate("document.getElementById('pages').innerText").asText())
        .contains("51–100 of 1,000");
    browser.press("/");
    browser.type("feature_0999");
    assertThat(names()).containsExactly("feature_0999");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aFeatureTakesABoundedNumberOfBytes() {
    int one = HostileStatistics.report().html().length();
    int none = StatisticsReport.of("", HostileStatistics.none()).html().length();
    assertThat((one - none) / HostileStatistics.FEATURES).isLessThan(64 << 10);
  }

  private static void open(StatisticsReport report, int width, boolean dark) throws Exception {
    Path page = folder.resolve("page.html");
    Files.writeString(page, report.html());
    browser.open(page, width, 900, dark);
  }

  private static void click(String feature) throws Exception {
    browser.evaluate(
        "[...document.querySelectorAll('.name')].find(b => b.textContent === '"
            + feature
            + "').click()");
  }

  private static void select(String id, String value) throws Exception {
    browser.evaluate(
        "(() => { const s = document.getElementById('%s'); s.value = '%s';".formatted(id, value)
            + " s.dispatchEvent(new Event('input')); })()");
  }

  private static List<String> names() throws Exception {
    return texts(
        browser.evaluate("[...document.querySelectorAll('.name')].map(b => b.textContent)"));
  }

  private static List<String> expanded() throws Exception {
    return texts(
        browser.evaluate(
            "[...document.querySelectorAll('.name[aria-expanded=true]')].map(b => b.textContent)"));
  }

  private static String ariaSort(String column) throws Exception {
    return browser
        .evaluate("document.querySelector('[data-sort=" + column + "]').parentElement.ariaSort")
        .asText();
  }

  /** A part of what the first chart of the table draws. */
  private static String chart(String part) throws Exception {
    return browser
        .evaluate(
            "echarts.getInstanceByDom(document.querySelector('tr.detail .chart')).getOption()."
                + part)
        .asText();
  }

  private static String label() throws Exception {
    return browser
        .evaluate("document.querySelector('tr.detail .chart').getAttribute('aria-label')")
        .asText();
  }

  private static int overflow() throws Exception {
    return browser
        .evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        .asInt();
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  private static String axe() throws IOException {
    try (InputStream in =
        ReportPageTest.class.getResourceAsStream(
            "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8) + ";0";
    }
  }
}
