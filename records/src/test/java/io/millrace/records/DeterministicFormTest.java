package io.millrace.records;

import static io.millrace.records.WireBytes.entry;
import static io.millrace.records.WireBytes.field;
import static io.millrace.records.WireBytes.longs;
import static io.millrace.records.WireBytes.message;
import static io.millrace.records.WireBytes.number;
import static io.millrace.records.WireBytes.text;
import static io.millrace.records.WireBytes.texts;
import static io.millrace.records.WireBytes.varint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DeterministicFormTest {
  private final DeterministicForm examples = DeterministicForm.ofExamples();
  private final DeterministicForm sequences = DeterministicForm.ofSequenceExamples();

  private static byte[] example(byte[]... entries) {
    return field(1, entries);
  }

  private static boolean holds(DeterministicForm form, byte[] bytes) {
    byte[] padded = message(new byte[3], bytes, new byte[] {0x0a, 0x00});
    boolean found = form.isFormOf(padded, 3, bytes.length);
    assertThat(form.isFormOf(bytes, 0, bytes.length)).isEqualTo(found);
    return found;
  }

  private static byte[] encode(DeterministicForm form, byte[] bytes) {
    return form.encode(message(new byte[3], bytes, new byte[] {1}), 3, bytes.length);
  }

  @Test
  void whatBuildersWriteIsInTheForm() {
    byte[] built =
        new ExampleBuilder()
            .putLongs("ä longs", -1, 0, 1, 127, 128, Long.MIN_VALUE, Long.MAX_VALUE, 1, 2, 3, 4)
            .putLongs("many small", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 300, 15, 16, 17, 18)
            .putFloats("floats", 1.5f, Float.NaN)
            .putBytesList("bytes", List.of(new byte[0], new byte[300], new byte[1]))
            .putBytes("one", new byte[70_000])
            .putNone("none")
            .putLongs("", new long[0])
            .putFloats("no floats")
            .putBytesList("no bytes", List.of())
            .toByteArray();
    assertThat(holds(examples, built)).isTrue();
    assertThat(holds(sequences, built)).isTrue();
    assertThat(encode(examples, built)).isEqualTo(built);
    assertThat(holds(examples, new byte[0])).isTrue();
    assertThat(holds(examples, example())).isTrue();

    SequenceExampleBuilder sequence = new SequenceExampleBuilder();
    sequence.context().putLongs("id", 7).putNone("x");
    sequence
        .putLongsSteps("a", List.of(new long[] {1, 300}, new long[0]))
        .putBytesSteps("b", List.of())
        .putFloatsSteps("c", List.of(new float[] {1}));
    assertThat(holds(sequences, sequence.toByteArray())).isTrue();
    assertThat(holds(examples, sequence.toByteArray())).isFalse();
    assertThat(encode(sequences, sequence.toByteArray())).isEqualTo(sequence.toByteArray());
  }

  @Test
  void everythingElseIsEncodedAnew() {
    byte[] one = entry("a", longs(1));
    byte[] two = entry("b", texts("x"));
    byte[] expected = example(one, two);
    assertThat(holds(examples, expected)).isTrue();
    for (byte[] other :
        List.of(
            example(two, one),
            example(entry("a", longs(5)), one, two),
            example(entry("a", texts("gone")), two, one),
            message(example(one), example(two)),
            message(example(one, two), number(9, 1)),
            message(number(9, 1), example(one, two)),
            example(one, two, number(7, 1)),
            example(field(1, text(1, "a"), field(2, longs(1)), number(3, 4)), two),
            example(field(1, field(2, longs(1)), text(1, "a")), two),
            example(entry("a", field(3, number(1, 1))), two),
            example(entry("a", field(3, field(1, new byte[] {(byte) 0x81, 0}))), two),
            example(entry("a", field(3, field(1), field(1, varint(1)))), two),
            example(entry("a", field(2, field(1, new byte[4])), longs(1)), two),
            example(one, entry("b", field(1, text(1, "x")), number(8, 1))),
            message(new byte[] {0x0a, (byte) (0x80 | message(one, two).length), 0}, one, two))) {
      assertThat(holds(examples, other)).isFalse();
      assertThat(encode(examples, other)).isEqualTo(expected);
      assertThat(holds(sequences, other)).isFalse();
      assertThat(encode(sequences, other)).isEqualTo(expected);
    }
    byte[] empty = example(entry("a", field(2)));
    assertThat(encode(examples, example(entry("a", field(2, field(1)))))).isEqualTo(empty);
    assertThat(encode(examples, example(entry("a", field(3, field(1))))))
        .isEqualTo(example(entry("a", field(3))));
  }

  @Test
  void stepsOfSeveralKindsKeepTheirs() {
    byte[] context = example(entry("id", longs(1)));
    byte[] a = entry("a", field(1, longs(1)), field(1), field(1, texts("x", "y")));
    byte[] b = entry("b");
    byte[] expected = message(context, field(2, a, b));
    assertThat(holds(sequences, expected)).isTrue();
    byte[] other = message(field(2, b, a), context);
    assertThat(holds(sequences, other)).isFalse();
    assertThat(encode(sequences, other)).isEqualTo(expected);
  }

  @Test
  void malformedBytesAreRefused() {
    byte[] good = example(entry("a", longs(1, 2)));
    byte[] notText = field(1, field(1, field(1, new byte[] {(byte) 0xc3}), field(2, longs(1))));
    byte[] tooLong =
        example(
            entry("a", field(3, field(1, message(varint(-1L << 62), new byte[] {-1, -1, -1})))));
    for (byte[] bad : List.of(Arrays.copyOf(good, good.length - 1), notText, tooLong)) {
      assertThat(holds(examples, bad)).isFalse();
      assertThatThrownBy(() -> encode(examples, bad))
          .isInstanceOf(MalformedExampleException.class)
          .hasMessageStartingWith("not a tf.Example: byte ");
    }
  }

  @Property(tries = 500)
  void encodedBytesAreInTheFormAndMeanTheSame(@ForAll long seed) {
    Random random = new Random(seed);
    List<byte[]> entries = new ArrayList<>();
    ExampleBuilder builder = new ExampleBuilder();
    for (int i = 0; i < random.nextInt(6); i++) {
      String name = "f" + random.nextInt(40);
      switch (random.nextInt(3)) {
        case 0 -> {
          long[] values = random.longs(random.nextInt(20)).map(v -> v >> (v & 63)).toArray();
          entries.add(entry(name, longs(values)));
          builder.putLongs(name, values);
        }
        case 1 -> {
          String value = "é".repeat(random.nextInt(100));
          entries.add(entry(name, texts(value)));
          builder.putBytes(name, value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        default -> {
          entries.add(entry(name));
          builder.putNone(name);
        }
      }
    }
    byte[] bytes = entries.isEmpty() ? new byte[0] : example(entries.toArray(byte[][]::new));
    byte[] expected = builder.toByteArray();
    assertThat(encode(examples, bytes)).isEqualTo(expected);
    assertThat(holds(examples, expected)).isTrue();
    assertThat(holds(examples, bytes)).isEqualTo(Arrays.equals(bytes, expected));
    Collections.shuffle(entries, random);
    byte[] damaged = expected.clone();
    if (damaged.length > 0) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      // What is taken for the form must be a fixed point.
      if (holds(examples, damaged)) {
        assertThat(encode(examples, damaged))
            .isEqualTo(Arrays.equals(damaged, example()) ? new byte[0] : damaged);
      }
    }
  }
}
