package io.millrace.records;

import static io.millrace.records.WireBytes.entry;
import static io.millrace.records.WireBytes.field;
import static io.millrace.records.WireBytes.longs;
import static io.millrace.records.WireBytes.message;
import static io.millrace.records.WireBytes.number;
import static io.millrace.records.WireBytes.text;
import static io.millrace.records.WireBytes.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

class FeatureListsCursorTest {
  private final FeatureListsCursor cursor = new FeatureListsCursor();

  private String show(byte[] bytes) {
    cursor.reset(bytes, 0, bytes.length);
    StringJoiner lists = new StringJoiner("; ");
    while (cursor.nextList()) {
      lists.add(cursor.name() + steps(bytes));
    }
    return lists.toString();
  }

  private String steps(byte[] bytes) {
    StringJoiner steps = new StringJoiner(",", "[", "]");
    while (cursor.nextStep()) {
      switch (cursor.kind()) {
        case INT64 -> {
          long[] values = new long[cursor.valueCount()];
          cursor.readLongs(values, 0);
          steps.add(Arrays.toString(values));
        }
        case BYTES -> {
          StringJoiner values = new StringJoiner(", ", "[", "]");
          for (int i = 0; i < cursor.valueCount(); i++) {
            values.add(
                new String(
                    bytes, cursor.bytesOffset(i), cursor.bytesLength(i), StandardCharsets.UTF_8));
          }
          steps.add(values.toString());
        }
        default -> steps.add(cursor.kind() + " " + cursor.valueCount());
      }
    }
    return steps.toString();
  }

  @Test
  void listsAndStepsComeInOrder() {
    byte[] context = field(1, entry("id", longs(7)));
    byte[] lists =
        field(
            2,
            entry("words", field(1, texts("a", "b")), field(1, texts()), field(1)),
            entry("ids", field(1, longs(1)), field(1, longs(2, 3))),
            entry("none"));

    assertThat(show(message(context, lists)))
        .isEqualTo("words[[a, b],[],NONE 0]; ids[[1],[2, 3]]; none[]");

    ExampleCursor ofContext = new ExampleCursor();
    ofContext.reset(message(context, lists));
    assertThat(ofContext.featureCount()).isEqualTo(1);
    assertThat(ofContext.seek("id".getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  @Test
  void partsAreMergedAndOfTwoListsOfANameTheLastOneCounts() {
    byte[] parts =
        message(
            field(2, entry("a", field(1, longs(1)))),
            number(9, 5),
            field(
                2,
                number(3, 1),
                field(
                    1,
                    field(2, field(1, longs(4)), number(7, 7)),
                    number(5, 1),
                    field(2),
                    text(1, "b"),
                    field(2, field(1, longs(5), longs(6)), field(1, texts("x"), longs(8))))),
            field(2, entry("a", field(1, longs(2)))));

    assertThat(show(parts)).isEqualTo("a[[2]]; b[[4],[5, 6],[8]]");
  }

  @Test
  void aListIsSoughtAndItsStepsStartAgain() {
    byte[] bytes =
        field(2, entry("a", field(1, longs(1)), field(1, longs(2))), entry("b", field(1, longs())));
    cursor.reset(bytes, 0, bytes.length);

    assertThat(cursor.seek("z".getBytes(StandardCharsets.UTF_8))).isFalse();
    assertThat(cursor.seek("b".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(steps(bytes)).isEqualTo("[[]]");
    assertThat(cursor.nextStep()).isFalse();
    assertThat(cursor.seek("a".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(steps(bytes)).isEqualTo("[[1],[2]]");
    assertThat(cursor.nextList()).isTrue();
    assertThat(cursor.nameEquals("b".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(cursor.nextList()).isFalse();
  }

  @Test
  void aWrongKindIsNamed() {
    byte[] bytes = field(2, entry("a", field(1, longs(1))));
    cursor.reset(bytes, 0, bytes.length);
    assertThat(cursor.nextList()).isTrue();
    assertThat(cursor.nextStep()).isTrue();

    assertThatThrownBy(() -> cursor.readFloats(new float[1], 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a step of 'a' holds INT64 (expected: FLOAT)");
  }

  @Test
  void lyingLengthsAreTold() {
    byte[] bytes = field(2, entry("a", field(1, longs(1))));
    bytes[10] = 99;
    cursor.reset(bytes, 0, bytes.length);
    assertThat(cursor.nextList()).isTrue();

    assertThatThrownBy(cursor::nextStep)
        .isInstanceOf(MalformedExampleException.class)
        .hasMessageContaining("found field 1 of 99 bytes (expected: at most");
    assertThatThrownBy(cursor::valueCount)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no current step (expected: nextStep() was true)");
  }
}
