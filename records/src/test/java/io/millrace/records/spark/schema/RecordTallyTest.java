package io.millrace.records.spark.schema;

import static io.millrace.records.WireBytes.concat;
import static io.millrace.records.WireBytes.entry;
import static io.millrace.records.WireBytes.field;
import static io.millrace.records.WireBytes.longs;
import static io.millrace.records.WireBytes.message;
import static io.millrace.records.WireBytes.number;
import static io.millrace.records.WireBytes.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.records.MalformedExampleException;
import io.millrace.records.WireBytes;
import io.millrace.records.spark.options.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

class RecordTallyTest {
  private static final String FILE = "f";

  /** A feature, canonical or not. */
  private static Arbitrary<byte[]> feature() {
    Arbitrary<byte[]> numbers =
        Arbitraries.longs().array(long[].class).ofMaxSize(20).map(v -> longs(v));
    Arbitrary<byte[]> floats =
        Arbitraries.integers()
            .between(0, 5)
            .map(n -> n == 0 ? field(2) : field(2, field(1, new byte[4 * n])));
    Arbitrary<byte[]> strings =
        Arbitraries.strings().ofMaxLength(12).array(String[].class).ofMaxSize(3).map(v -> texts(v));
    Arbitrary<byte[]> bytes =
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(9)
            .list()
            .ofMaxSize(2)
            .map(l -> field(1, concat(l.stream().map(v -> field(1, v)).toList())));
    Arbitrary<byte[]> odd =
        Arbitraries.of(
            new byte[0],
            field(3, number(1, 5), number(1, -1)),
            field(3, field(1)),
            field(3, field(1, new byte[] {1}), field(1, new byte[] {2})),
            field(2, new byte[] {1 << 3 | 5, 0, 0, 0, 0}),
            field(2, field(1, new byte[3])),
            message(number(9, 1), field(3, number(7, 1))),
            message(longs(1), texts("a")),
            message(longs(1), longs(2, 3)));
    return Arbitraries.frequencyOf(
        Tuple.of(3, numbers),
        Tuple.of(2, floats),
        Tuple.of(3, strings),
        Tuple.of(1, bytes),
        Tuple.of(2, odd));
  }

  private static Arbitrary<byte[]> entries(Arbitrary<byte[]> values) {
    Arbitrary<String> names = Arbitraries.of("a", "b", "c", "dd", "eee", "", "\u00e4", "f", "g");
    return names
        .flatMap(name -> values.map(value -> entry(name, value)))
        .list()
        .ofMaxSize(5)
        .map(WireBytes::concat);
  }

  /** Records with features in any order, duplicates, merged parts, unknown fields and damage. */
  @Provide
  static Arbitrary<List<byte[]>> records() {
    Arbitrary<byte[]> features = entries(feature());
    Arbitrary<byte[]> lists =
        entries(
            feature()
                .list()
                .ofMaxSize(3)
                .map(steps -> concat(steps.stream().map(step -> field(1, step)).toList())));
    Arbitrary<byte[]> whole =
        features.flatMap(f -> lists.map(l -> message(field(1, f), field(2, l))));
    Arbitrary<byte[]> parts =
        features.flatMap(
            f -> lists.map(l -> message(field(2, l), number(5, 1), field(1, f), field(1, f))));
    Arbitrary<byte[]> contextOnly = features.map(f -> field(1, f));
    Arbitrary<byte[]> damaged =
        whole.flatMap(
            bytes ->
                Arbitraries.integers()
                    .between(0, bytes.length - 1)
                    .flatMap(
                        at ->
                            Arbitraries.bytes()
                                .map(
                                    value -> {
                                      byte[] copy = bytes.clone();
                                      copy[at] = value;
                                      return copy;
                                    })));
    return Arbitraries.frequencyOf(
            Tuple.of(4, contextOnly), Tuple.of(4, whole), Tuple.of(1, parts), Tuple.of(3, damaged))
        .list()
        .ofMaxSize(12);
  }

  /** Where malformed ones are left out. */
  private static SchemaTally tally(List<byte[]> records, int from, RecordType type, boolean fast) {
    RecordTally tally = new RecordTally(type);
    for (int i = 0; i < records.size(); i++) {
      // Not at the start of the array, and with bytes behind it that are not the record's.
      byte[] bytes = message(new byte[3], records.get(i), new byte[] {-1, -1, -1, 1, 2, 3});
      int length = records.get(i).length;
      try {
        if (fast) {
          tally.add(bytes, 3, length, FILE, from + i);
        } else {
          tally.addByCursors(bytes, 3, length, FILE, from + i);
        }
      } catch (MalformedExampleException e) {
        assertThat(e.byteOffset()).isBetween(0, length);
      }
    }
    return tally.tally();
  }

  @Property(tries = 3000)
  void theFastPathCountsWhatTheCursorsCount(
      @ForAll("records") List<byte[]> records, @ForAll boolean sequence) {
    RecordType type = sequence ? RecordType.SEQUENCE_EXAMPLE : RecordType.EXAMPLE;

    assertThat(tally(records, 0, type, true)).isEqualTo(tally(records, 0, type, false));
  }

  @Property(tries = 3000)
  void recordsThatNearlyRepeatAreNotTakenForTheOnesBefore(
      @ForAll("records") List<byte[]> records, @ForAll int seed, @ForAll boolean sequence) {
    RecordType type = sequence ? RecordType.SEQUENCE_EXAMPLE : RecordType.EXAMPLE;
    Random random = new Random(seed);
    List<byte[]> repeated = new ArrayList<>();
    for (byte[] record : records) {
      repeated.add(record);
      byte[] changed = record.clone();
      if (changed.length > 0) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      repeated.add(changed);
      repeated.add(record);
    }

    assertThat(tally(repeated, 0, type, true)).isEqualTo(tally(repeated, 0, type, false));
  }

  @Property(tries = 500)
  void partsMergeToTheWholeInAnyOrder(
      @ForAll("records") List<byte[]> records, @ForAll int seed, @ForAll boolean sequence) {
    RecordType type = sequence ? RecordType.SEQUENCE_EXAMPLE : RecordType.EXAMPLE;
    Random random = new Random(seed);
    List<SchemaTally> parts = new ArrayList<>();
    parts.add(SchemaTally.empty());
    for (int from = 0; from < records.size(); ) {
      int to = from + 1 + random.nextInt(records.size() - from);
      parts.add(tally(records.subList(from, to), from, type, true));
      from = to;
    }
    while (parts.size() > 1) {
      SchemaTally one = parts.remove(random.nextInt(parts.size()));
      SchemaTally other = parts.remove(random.nextInt(parts.size()));
      parts.add(one.merge(other));
    }

    assertThat(parts.get(0)).isEqualTo(tally(records, 0, type, true));
  }

  @Test
  void aMalformedRecordLeavesNothingBehind() {
    byte[] bytes = field(1, entry("a", longs(1)), entry("b", field(2, field(1, new byte[3]))));
    RecordTally tally = new RecordTally(RecordType.EXAMPLE);

    assertThatThrownBy(() -> tally.add(bytes, 0, bytes.length, FILE, 0))
        .isInstanceOf(MalformedExampleException.class)
        .hasMessageContaining("3 bytes of packed floats");
    assertThat(tally.tally()).isEqualTo(SchemaTally.empty());
  }

  @Test
  void aNameThatIsNoTextIsMalformed() {
    byte[] bytes = field(1, field(1, field(1, new byte[] {-1}), field(2, longs(1))));
    RecordTally tally = new RecordTally(RecordType.EXAMPLE);

    assertThatThrownBy(() -> tally.add(bytes, 0, bytes.length, FILE, 0))
        .isInstanceOf(MalformedExampleException.class)
        .hasMessageContaining("found a feature name that is not UTF-8");
  }

  @Test
  void numbersOfAnyLengthAreCountedAndTooLongOnesRefused() {
    byte[] tooLong = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    for (int before = 0; before < 17; before++) {
      byte[] good = field(1, entry("a", longs(longsWithNegative(before))));
      byte[] bad =
          field(1, entry("a", field(3, field(1, new byte[before], tooLong, new byte[before]))));
      RecordTally tally = new RecordTally(RecordType.EXAMPLE);
      tally.add(good, 0, good.length, FILE, 0);
      assertThat(tally.tally().features().get("a").maxValues()).isEqualTo(before + 3);
      assertThatThrownBy(() -> tally.add(bad, 0, bad.length, FILE, 0))
          .isInstanceOf(MalformedExampleException.class)
          .hasMessageContaining("a number of more than 10 bytes");
    }
  }

  private static long[] longsWithNegative(int before) {
    long[] values = new long[before + 3];
    values[before] = -1;
    values[before + 1] = Long.MIN_VALUE;
    return values;
  }

  @Test
  void manyFeaturesInAnyOrderAreKept() {
    RecordTally tally = new RecordTally(RecordType.EXAMPLE);
    Random random = new Random(3);
    for (int i = 0; i < 50; i++) {
      byte[][] entries = new byte[300][];
      for (int j = 0; j < entries.length; j++) {
        // 7 and 300 share no factor: all names, each record starts elsewhere.
        entries[j] = entry("feature-" + (i + 7 * j) % 300, longs(random.nextInt()));
      }
      byte[] bytes = field(1, entries);
      tally.add(bytes, 0, bytes.length, FILE, i);
    }
    assertThat(tally.tally().features()).hasSize(300);
    assertThat(tally.tally().features().values())
        .allSatisfy(
            t ->
                assertThat(t)
                    .isEqualTo(
                        new FeatureTally(
                            FeatureTally.INT64, null, null, new Place(FILE, 0), 1, 1, true, 50)));
  }
}
