package io.millrace.artifacts.options;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class JsonSchemaTest {
  private final JsonNode schema =
      new ObjectMapper().valueToTree(JsonSchema.of(OptionsBinderTest.Options.class));

  @Test
  void optionsCarryTypeDocAndDefault() {
    assertThat(schema.at("/$schema").asText())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    JsonNode options = schema;
    assertThat(options.at("/properties/epochs").toString())
        .isEqualTo(
            "{\"description\":\"Passes over the training split.\",\"type\":\"integer\",\"default\":5}");
    assertThat(options.at("/properties/features/additionalProperties/items/enum").toString())
        .isEqualTo("[\"linear\",\"relu\",\"swish\"]");
    assertThat(options.at("/additionalProperties").asBoolean(true)).isFalse();
  }

  @Test
  void onlyOptionsWithoutDefaultAreRequired() {
    assertThat(schema.at("/required").toString()).isEqualTo("[\"input\"]");
    assertThat(schema.at("/$defs/Dense/anyOf/0/required").toString()).isEqualTo("[\"units\"]");
  }

  @Test
  void aSealedInterfaceIsAChoiceByName() {
    JsonNode layer = schema.at("/$defs/Layer");
    assertThat(layer.at("/anyOf/0/enum").toString()).isEqualTo("[\"Flatten\",\"MaxPooling2D\"]");
    assertThat(layer.at("/anyOf/1/properties").fieldNames())
        .toIterable()
        .containsExactly("Dense", "Dropout", "Flatten", "MaxPooling2D");
    assertThat(layer.at("/anyOf/1/maxProperties").asInt()).isEqualTo(1);
  }

  @Test
  void aBareValueMayStandForARecordWhoseOtherOptionsHaveDefaults() {
    assertThat(schema.at("/$defs/Dense/anyOf/1").toString()).isEqualTo("{\"type\":\"integer\"}");
    assertThat(schema.at("/$defs/Dense/anyOf/0/description").asText()).isEqualTo("A dense layer.");
  }
}
