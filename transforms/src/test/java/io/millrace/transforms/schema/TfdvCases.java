package io.millrace.transforms.schema;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cases that the real TFDV has answered: a title and named lines each. */
final class TfdvCases {
  private TfdvCases() {}

  /** One case. */
  record Case(String title, Map<String, String> lines) {
    <B extends Message.Builder> B parse(String line, B builder) {
      try {
        TextFormat.merge(lines.get(line), builder);
        return builder;
      } catch (TextFormat.ParseException e) {
        throw new IllegalStateException(title + ": " + line + ": " + e.getMessage(), e);
      }
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static List<Case> read(String resource) throws IOException {
    List<Case> cases = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                TfdvCases.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("== ")) {
          cases.add(new Case(line.substring(3), new LinkedHashMap<>()));
        } else if (!line.startsWith("#")) {
          int colon = line.indexOf(':');
          cases
              .get(cases.size() - 1)
              .lines()
              .put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
      }
    }
    return cases;
  }
}
