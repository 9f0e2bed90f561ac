package io.millrace.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.jobs.pipeline.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statistics of earlier runs, by the real runner and metadata store. */
class EarlierStatisticsTest extends CommandHarness {
  @TempDir Path folder;

  @Override
  Registry registry() {
    return Registry.load();
  }

  @Test
  void aSpanIsComparedWithTheOneBeforeAndHeldAgainstItsHistory() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Path file =
        Files.writeString(
            folder.resolve("rows.yaml"),
            """
            name: rows
            root: root
            components:
              example-gen:
                options:
                  input: data
                  format: csv
                  incremental: true
                  hash_buckets: {all: 1}
              statistics-gen:
                inputs: {examples: example-gen}
              schema-gen:
                inputs: {statistics: statistics-gen}
              example-validator:
                inputs: {statistics: statistics-gen, schema: schema-gen}
                options:
                  compare_earlier: true
                  fail_on: never
                  history:
                    - {metric: num_examples, detector: {RelativeRateOfChange: {upper: 2}}}
            """);
    rows(data, "a.csv", 30);
    assertThat(millrace("run", file.toString(), "--master", "local[2]", "--json")).as(err).isZero();
    assertThat(validator().toString()).contains("history too short: 0 (expected: at least 1 runs)");

    rows(data, "b.csv", 100);
    assertThat(millrace("run", file.toString(), "--master", "local[2]", "--json")).as(err).isZero();
    assertThat(validator().toString())
        .contains("num_examples is 100 (expected: -inf to 60 by RelativeRateOfChange over 1");
    Path artefact = Path.of(validator().get("artifacts").get(0).get("uri").asText());
    JsonNode distances = new ObjectMapper().readTree(artefact.resolve("distances.json").toFile());
    assertThat(distances.at("/comparisons/0/against").asText()).isEqualTo("previous");
    assertThat(distances.at("/comparisons/0/control").asText())
        .startsWith(folder.resolve("root/statistics-gen/statistics").toString());
    assertThat(distances.at("/comparisons/0/features")).hasSize(2);
  }

  private JsonNode validator() throws IOException {
    return json().get("components").get(3);
  }

  private static void rows(Path data, String name, int count) throws IOException {
    StringBuilder text = new StringBuilder("id,name\n");
    for (int id = 0; id < count; id++) {
      text.append(id).append(",name ").append(id % 7).append('\n');
    }
    Files.writeString(data.resolve(name), text);
  }
}
