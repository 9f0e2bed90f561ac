package io.millrace.transforms.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.Schema;

class SchemaDiffTest {
  @Test
  void theOrderOfEntriesAndOfValuesDoesNotCount() throws Exception {
    Schema a =
        parse(
            "feature { name: 'a' } feature { name: 'b' } string_domain { name: 'd' value: ['x', 'y'] }");
    Schema b =
        parse(
            "string_domain { name: 'd' value: ['y', 'x'] } feature { name: 'b' } feature { name: 'a' }");
    assertThat(SchemaDiff.between(a, b).isEmpty()).isTrue();
  }

  @Test
  void everyChangeIsALine() throws Exception {
    Schema a =
        parse(
            "feature { name: 'a' type: INT presence { min_fraction: 1 } } feature { name: 's'"
                + " struct_domain { feature { name: 'x' type: INT } } } feature { name: 'gone' }"
                + " string_domain { name: 'd' value: ['x', 'y'] }");
    Schema b =
        parse(
            "feature { name: 'a' type: INT presence { min_fraction: 0.9 min_count: 1 } } feature {"
                + " name: 's' struct_domain { feature { name: 'x' type: FLOAT } } } feature { name:"
                + " 'new' type: BYTES } string_domain { name: 'd' value: ['x', 'z'] }"
                + " default_environment: 'SERVING'");
    assertThat(SchemaDiff.between(a, b).text())
        .isEqualTo(
            """
            ~ feature a: presence.min_fraction: 1 -> 0.9
            + feature a: presence.min_count: 1
            ~ feature s.x: type: INT -> FLOAT
            + feature new: name: "new" type: BYTES
            + string_domain d: value: "z"
            - string_domain d: value
            + schema: default_environment: "SERVING"
            - feature gone
            """);
  }

  @Test
  void anEditKeepsTheCommentsOfWhatDidNotChange() throws Exception {
    String text =
        """
        # Our schema.
        feature {  # first
          name: 'a'  # a "quoted } brace
        }
        # about b
        feature { name: "b" type: INT }
        default_environment: "X"  # here
        # the end
        """;
    SchemaEdit edit = SchemaEdit.of(parse(text));
    edit.feature("b").getPresenceBuilder().setMinCount(3);
    edit.top().addDefaultEnvironment("Y");
    assertThat(SchemaText.edited(text, edit.schema()))
        .isEqualTo(
            """
            # Our schema.
            feature {  # first
              name: 'a'  # a "quoted } brace
            }
            # about b
            feature {
              name: "b"
              type: INT
              presence {
                min_count: 3
              }
            }
            default_environment: "X"  # here
            # the end
            default_environment: "Y"
            """);
  }

  @Test
  void whatIsTakenOutLeavesTheRestAsItIs() throws Exception {
    String text = "feature { name: 'a' }\n# b\nfeature { name: 'b' }\nfeature { name: 'c' } # c\n";
    Schema after = parse("feature { name: 'a' } feature { name: 'c' type: INT }");
    assertThat(SchemaText.edited(text, after))
        .isEqualTo("feature { name: 'a' }\n# b\n\nfeature {\n  name: \"c\"\n  type: INT\n} # c\n");
  }

  @Test
  void aTextThatCannotBeFollowedKeepsItsHead() throws Exception {
    String text = "# head\ndefault_environment: ['A', 'B']\n# lost\n";
    Schema after = parse("default_environment: 'A' default_environment: 'C'");
    assertThat(SchemaText.edited(text, after))
        .isEqualTo("# head\ndefault_environment: \"A\"\ndefault_environment: \"C\"\n");
  }

  @Test
  void aFrozenSchemaHasNoDeprecatedFeaturesAndNoUnusedDomains() throws Exception {
    Schema schema =
        parse(
            "feature { name: 'a' domain: 'd' } feature { name: 'b' domain: 'e' lifecycle_stage:"
                + " DEPRECATED } string_domain { name: 'd' } string_domain { name: 'e' }");
    Schema frozen = SchemaEdit.frozen(schema, "from here");
    assertThat(frozen)
        .isEqualTo(
            parse(
                "feature { name: 'a' domain: 'd' } string_domain { name: 'd' } annotation { tag:"
                    + " 'millrace:frozen' comment: 'from here' }"));
    assertThat(SchemaEdit.isFrozen(frozen)).isTrue();
  }

  @Test
  void problemsOfASchemaAreTold() throws Exception {
    assertThat(
            SchemaEdit.problems(
                parse(
                    "feature { name: 'a' type: INT domain: 'd' } feature { name: 'a' type: INT }"
                        + " feature { name: 's' type: STRUCT struct_domain { feature { name: 'x' }"
                        + " } }")))
        .containsExactly(
            "feature a: The domain does not match the type The domain \"domain\" does not match"
                + " the type: INT",
            "feature a: there are several of this name",
            "feature s.x: unspecified type: determine the type and set it, rather than"
                + " deprecating.");
  }

  private static Schema parse(String text) throws TextFormat.ParseException {
    return TextFormat.parse(text, Schema.class);
  }
}
