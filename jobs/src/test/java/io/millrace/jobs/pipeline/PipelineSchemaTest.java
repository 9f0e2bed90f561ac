package io.millrace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.jobs.run.JsonSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PipelineSchemaTest {
  private static final Path COMMITTED = Path.of("../conf/pipeline.schema.json");
  private static final Path GENERATED = Path.of("target/pipeline.schema.json");

  @Test
  void theCommittedSchemaIsThatOfTheComponents() throws IOException {
    String schema = JsonSummary.write(PipelineSchema.of(Registry.load())) + "\n";
    Files.createDirectories(GENERATED.getParent());
    Files.writeString(GENERATED, schema);

    String committed = Files.exists(COMMITTED) ? Files.readString(COMMITTED) : "";

    assertThat(committed)
        .as(
            "conf/pipeline.schema.json is stale; run: bin/millrace schema > conf/pipeline.schema.json")
        .isEqualTo(schema);
  }

  @Test
  void everyReferenceOfTheSchemaHasItsDefinition() {
    JsonNode schema = new ObjectMapper().valueToTree(PipelineSchema.of(Registry.load()));
    assertThat(schema.findValuesAsText("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference -> {
              assertThat(reference).startsWith("#/$defs/");
              assertThat(schema.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
            });
  }
}
