package io.millrace.transforms.ingest.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.records.ExampleBuilder;
import io.millrace.records.SequenceExampleBuilder;
import io.millrace.transforms.examples.Digests;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PythonFormTest {
  private final PythonForm form = new PythonForm();

  /** Of the order in which upb, Python's protobuf, sorts the keys of a map. */
  private static final Comparator<String> UPB =
      (a, b) -> {
        byte[] left = a.getBytes(StandardCharsets.UTF_8);
        byte[] right = b.getBytes(StandardCharsets.UTF_8);
        int common = Math.min(left.length, right.length);
        int order =
            Arrays.compareUnsigned(Arrays.copyOf(left, common), Arrays.copyOf(right, common));
        return order != 0 ? order : right.length - left.length;
      };

  @Property(tries = 500)
  void featuresAreDigestedInTheOrderOfPython(
      @ForAll @Size(max = 12)
          Set<@CharRange(from = 'a', to = 'c') @StringLength(max = 5) String> names) {
    byte[] record = example(names);

    assertThat(digest(record)).isEqualTo(sha256(inOrderOfPython(names, record)));
  }

  @Test
  void thatOrderIsTheOneThatPythonPrints() {
    // list(sorted features) of tf.train.Example.SerializeToString(deterministic=True), protobuf
    // 6.33.6.
    List<String> printed =
        List.of("A", "a_b", "abc", "abd", "ab", "ac", "a", "ba", "b", "é1", "é", "");

    assertThat(printed.stream().sorted(UPB)).containsExactlyElementsOf(printed);
    byte[] record = example(Set.copyOf(printed));
    assertThat(digest(record)).isEqualTo(sha256(inOrderOfPython(Set.copyOf(printed), record)));
  }

  @Test
  void bothMapsOfASequenceExampleAreInThatOrder() {
    SequenceExampleBuilder builder = new SequenceExampleBuilder();
    builder.context().putLongs("id", 1);
    builder.context().putLongs("id_type", 2);
    builder.putLongsSteps("words", List.of());
    builder.putLongsSteps("word", List.of());
    byte[] record = builder.toByteArray();
    builder.reset();
    builder.context().putLongs("id", 1);
    byte[] id = builder.toByteArray();
    int entry = id.length - 2;

    byte[] expected = record.clone();
    int context = 2 + record[1];
    // The second entry of the context, then the first.
    System.arraycopy(record, 2 + entry, expected, 2, record[1] - entry);
    System.arraycopy(record, 2, expected, 2 + record[1] - entry, entry);
    int lists = context + 2;
    int word = 2 + record[lists + 1];
    System.arraycopy(record, lists + word, expected, lists, record.length - lists - word);
    System.arraycopy(record, lists, expected, record.length - word, word);
    assertThat(expected).isNotEqualTo(record);
    assertThat(digest(record)).isEqualTo(sha256(expected));
  }

  private static byte[] example(Set<String> names) {
    ExampleBuilder builder = new ExampleBuilder();
    names.forEach(name -> builder.putLongs(name, name.length()));
    return builder.toByteArray();
  }

  /** The head of the record, then each entry as an example of its own holds it. */
  private static byte[] inOrderOfPython(Set<String> names, byte[] record) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String name : names.stream().sorted(UPB).toList()) {
      byte[] single = example(Set.of(name));
      body.write(single, 2, single.length - 2);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(record, 0, record.length - body.size());
    bytes.writeBytes(body.toByteArray());
    return bytes.toByteArray();
  }

  private byte[] digest(byte[] record) {
    MessageDigest digest = Digests.sha256();
    byte[] padded = new byte[record.length + 7];
    System.arraycopy(record, 0, padded, 3, record.length);
    form.update(digest, padded, 3, record.length);
    return digest.digest();
  }

  private static byte[] sha256(byte[] bytes) {
    return Digests.sha256().digest(bytes);
  }
}
