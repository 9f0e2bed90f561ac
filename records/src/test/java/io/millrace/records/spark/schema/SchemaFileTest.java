package io.millrace.records.spark.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.records.spark.options.RecordType;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaFileTest {
  private static String ddl(String text) {
    return SchemaFile.parse("s.pbtxt", text, RecordType.SEQUENCE_EXAMPLE).toDDL();
  }

  @Test
  void whatTfdvInfersIsRead() {
    assertThat(
            ddl(
                """
                # proto-file: tensorflow_metadata/proto/v0/schema.proto
                feature {
                  name: "company"
                  type: BYTES
                  domain: "company"
                  presence {
                    min_count: 1
                  }
                  value_count {
                    min: 1
                    max: 1
                  }
                }
                feature {
                  name: "trip_miles"
                  type: FLOAT
                  presence {
                    min_fraction: 1.0
                    min_count: 1
                  }
                  shape {
                    dim {
                      size: 1
                    }
                  }
                }
                feature {
                  name: "tokens"
                  type: INT
                  value_count {
                    min: 1
                  }
                }
                string_domain {
                  name: "company"
                  value: "2092 - 61288 Sbeih company"
                  value: "Chicago Elite Cab Corp. (Chicago Carriag"
                }
                default_environment: "TRAINING"
                """))
        .isEqualTo("company STRING,trip_miles FLOAT,tokens ARRAY<BIGINT>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type: INT shape {} | BIGINT",
        "type: INT shape { dim { size: 1 } dim { size: 1 } } | BIGINT",
        "type: INT shape { dim { size: 1 } dim { size: 2 } } | ARRAY<BIGINT>",
        "type: INT shape { dim {} } | ARRAY<BIGINT>",
        "type: INT shape < dim: < size: 0x1 > > | BIGINT",
        "type: FLOAT value_count { min: 1 max: 1 } | FLOAT",
        "type: FLOAT value_count { min: 0 max: 1 } | ARRAY<FLOAT>",
        "type: FLOAT value_count { max: 1 } | ARRAY<FLOAT>",
        "type: FLOAT value_counts { value_count { min: 1 max: 1 } } | FLOAT",
        "type: FLOAT value_counts { value_count: [{ min: 1 max: 1 }, { min: 1 max: 1 }] }"
            + " | ARRAY<FLOAT>",
        "type: FLOAT | ARRAY<FLOAT>",
        "type: BYTES shape {} | STRING",
        "type: 1 shape {} | STRING",
        "type: BYTES shape {} image_domain {} | BINARY",
        "type: BYTES int_domain { min: -1 } shape {} | STRING",
        "type: INT shape {} lifecycle_stage: PRODUCTION deprecated: false | BIGINT",
      })
  void eachFeatureHasItsType(String feature, String type) {
    assertThat(ddl("feature { name: 'a' " + feature + " }")).isEqualTo("a " + type);
  }

  @Test
  void featureListsAreArraysOfArrays() {
    String text =
        """
        feature { name: "id" type: INT shape {} }
        feature {
          name: "##SEQUENCE##" type: STRUCT
          struct_domain {
            feature { name: "words" type: BYTES value_count { min: 1 max: 1 } }
            feature { name: "old" type: BYTES deprecated: true }
            feature { name: "frames" type: BYTES image_domain {} }
          }
        }
        """;
    assertThat(ddl(text))
        .isEqualTo("id BIGINT,words ARRAY<ARRAY<STRING>>,frames ARRAY<ARRAY<BINARY>>");
    assertThatThrownBy(() -> SchemaFile.parse("s.pbtxt", text, RecordType.EXAMPLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "s.pbtxt: line 2, column 1: found feature lists, in ##SEQUENCE##, for records of type"
                + " Example (expected: recordType=SequenceExample)");
  }

  @Test
  void stagesThatTfxDoesNotParseAreLeftOut() {
    StringBuilder text = new StringBuilder();
    String[] stages = {
      "UNKNOWN_STAGE",
      "PLANNED",
      "ALPHA",
      "BETA",
      "PRODUCTION",
      "DEPRECATED",
      "DEBUG_ONLY",
      "DISABLED",
      "VALIDATION_DERIVED"
    };
    for (String stage : stages) {
      text.append(
          "feature { name: '%s' type: INT shape {} lifecycle_stage: %s }".formatted(stage, stage));
    }
    text.append("feature { name: 'old' type: INT deprecated: true }");

    assertThat(ddl(text.toString()))
        .isEqualTo("UNKNOWN_STAGE BIGINT,BETA BIGINT,PRODUCTION BIGINT,VALIDATION_DERIVED BIGINT");
  }

  @Test
  void theWholeTextFormatIsUnderstood() {
    assertThat(
            ddl(
                """
                feature: < name: 'a' "\\x62\\143" # comment
                  '\\u00e4\\U0001F600\\ud83d\\ude00\\303\\244' ; type: FLOAT, shape: { },
                  annotation { tag: ["x", 'y'] comment: [] tag: [ ] }
                  float_domain { min: -1.5e+3 max: - inf }
                  [my.extension] { x: 1 }
                  123: 5
                  distribution_constraints { min_domain_mass: .5f }
                >
                feature [ { name: "b\\n\\"" type: INT }, < name: 'c' type: BYTES > ]
                annotation { extra_metadata { [type.googleapis.com/x.Y] { z: 1 } } }
                """))
        .isEqualTo(
            "`abc\u00e4\ud83d\ude00\ud83d\ude00\u00e4` FLOAT,`b\n\"` ARRAY<BIGINT>,c ARRAY<STRING>");
    assertThat(ddl("")).isEmpty();
    assertThat(ddl("# nothing")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "feature { | line 1, column 10: found the end (expected: '}', the end of 'feature' from"
            + " line 1)",
        "feature } | line 1, column 9: found '}' (expected: ':' or '{' behind 'feature')",
        "} | line 1, column 1: found '}' (expected: the name of a field)",
        "a: \"x | line 1, column 4: found a string without an end (expected: its closing \")",
        "a: 'x\\q' | line 1, column 6: found \\q (expected: an escape of protobuf, or \\\\)",
        "a: '\\xff' | line 1, column 4: found a string that is no UTF-8 (expected: UTF-8 text)",
        "a: '\\u12' | line 1, column 5: found 2 digits of an escape (expected: 4 or more)",
        "a: '\\U00110000' | line 1, column 5: found the escape of 110000 (expected: a Unicode"
            + " character)",
        "a: '\\ud83dx' | line 1, column 5: found the escape of d83d (expected: a Unicode character)",
        "a: [1 2] | line 1, column 7: found '2' (expected: ',' or ']')",
        "a: @ | line 1, column 4: found '@' (expected: a value)",
        "a: { b: 1 > | line 1, column 11: found '>' (expected: the name of a field)",
        "feature: 5 | line 1, column 1: field 'feature': found '5' (expected: a message, in { })",
        "feature { type: INT } | line 1, column 1: a feature (expected: one with a name)",
        "feature { name { } } | line 1, column 11: field 'name': found a message (expected: one"
            + " value)",
        "feature { name: 'a' } | line 1, column 1: feature 'a': found type none (expected: BYTES,"
            + " INT or FLOAT)",
        "feature { name: 'a' type: STRUCT } | line 1, column 1: feature 'a': found type STRUCT"
            + " (expected: BYTES, INT or FLOAT; the only struct of a tf.train example is"
            + " ##SEQUENCE##)",
        "feature { name: 'a' type: INT } feature { name: 'a' type: INT } | line 1, column 33:"
            + " feature 'a' a second time (expected: each name once)",
        "feature { name: 'a' type: INT value_count { min: x } } | line 1, column 31: field 'min':"
            + " found 'x' (expected: a whole number)",
      },
      quoteCharacter = '\0')
  void whatIsWrongIsToldWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> ddl(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("s.pbtxt: " + message);
  }

  @Test
  void linesAreCounted() {
    assertThatThrownBy(() -> ddl("feature {\n  name: 'a' # c\n  type: NONE\n}\n feature {\n  !"))
        .hasMessage("s.pbtxt: line 6, column 3: found '!' (expected: the name of a field)");
  }

  @Test
  void nestingIsBounded() {
    assertThatThrownBy(() -> ddl("a {".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: messages at most 100 deep)");
  }

  @Property(tries = 1000)
  void anyTextIsReadOrRefused(
      @ForAll
          @AlphaChars
          @Chars({'{', '}', '<', '>', '[', ']', ':', '"', '\'', '\\', '\n', '#', ' '})
          @StringLength(max = 60)
          String text) {
    try {
      assertThat(ddl(text)).isEmpty();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).startsWith("s.pbtxt: line ").contains("(expected: ");
    }
  }

  @Test
  void theFileOrItsFolderIsGiven(@TempDir Path folder) throws IOException {
    Configuration hadoop = new Configuration();
    Path file =
        Files.writeString(
            folder.resolve("schema.pbtxt"), "feature { name: '\u00e4' type: INT shape {} }");

    for (Path path : new Path[] {file, folder}) {
      assertThat(SchemaFile.read(path.toString(), RecordType.EXAMPLE, hadoop).toDDL())
          .isEqualTo("`\u00e4` BIGINT");
    }
    assertThatThrownBy(() -> SchemaFile.read(folder + "/none", RecordType.EXAMPLE, hadoop))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining(folder + "/none");
    assertThatThrownBy(() -> SchemaFile.read(folder.toString(), RecordType.BYTE_ARRAY, hadoop))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            folder
                + ": found a schema file for records of type ByteArray (expected: Example or"
                + " SequenceExample)");
  }
}
