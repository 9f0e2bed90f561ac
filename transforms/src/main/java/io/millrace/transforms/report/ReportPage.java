package io.millrace.transforms.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The report as one HTML page. Data stand in it as JSON that no browser runs, and the scripts put
 * them on the page as text; the content security policy allows the page's own scripts by their
 * digests and nothing else.
 */
final class ReportPage {
  private static final String CHARTS = "echarts.common.min.js";
  private static final List<String> SCRIPTS =
      List.of("format.js", "data.js", "charts.js", "spark.js", "detail.js", "table.js", "main.js");

  private static final Pattern PLACE = Pattern.compile("@([A-Z]+)@");

  private ReportPage() {}

  static String of(StatisticsReport report) {
    String charts = resource(CHARTS);
    String scripts =
        SCRIPTS.stream()
            .map(ReportPage::resource)
            .collect(Collectors.joining("\n", "(() => {\n'use strict';\n", "})();\n"));
    // A "<" might begin the end of the element, or a comment that hides it.
    String data = ReportJson.of(report, Limits.PAGE).toString().replace("<", "\\u003c");
    Map<String, String> parts =
        Map.of(
            "POLICY",
            policy(charts, scripts),
            "TITLE",
            escape(report.title()),
            "STYLE",
            resource("report.css"),
            "DATA",
            data,
            "CHARTS",
            charts,
            "SCRIPTS",
            scripts);
    // In one pass over the template: what is put in may itself look like a place to fill.
    return PLACE
        .matcher(resource("report.html"))
        .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
  }

  private static String policy(String... scripts) {
    StringBuilder policy =
        new StringBuilder(
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none';"
                + " form-action 'none'; script-src");
    for (String script : scripts) {
      policy.append(" 'sha256-").append(digest(script)).append('\'');
    }
    return policy.toString();
  }

  private static String digest(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The build left out " + name);
      }
      // Browsers turn CRLF into LF before they digest a script.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
