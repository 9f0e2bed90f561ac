package io.millrace.transforms.statistics.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.transforms.statistics.batch.Place;
import io.millrace.transforms.statistics.sketch.Hashes;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ContentCountsTest {
  private static Digest digest(long i) {
    return new Digest(Hashes.mix(i), Hashes.mix(~i));
  }

  @Property(tries = 200)
  void anyDivisionAndOrderGivesTheSame(
      @ForAll @Size(max = 200) List<@IntRange(max = 99) Integer> contents,
      @ForAll @IntRange(min = 1, max = 5) int parts,
      @ForAll long seed) {
    ContentCounts whole = new ContentCounts(16);
    List<Integer> records = new ArrayList<>();
    for (int i = 0; i < contents.size(); i++) {
      whole.add(digest(contents.get(i)), place(i));
      records.add(i);
    }
    Collections.shuffle(records, new Random(seed));
    List<ContentCounts> divided = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      divided.add(new ContentCounts(16));
    }
    for (int i : records) {
      divided.get(i % parts).add(digest(contents.get(i)), place(i));
    }
    ContentCounts merged = new ContentCounts(16);
    divided.forEach(merged::merge);
    assertThat(merged.entries()).isEqualTo(whole.entries());
    assertThat(merged.scale()).isEqualTo(whole.scale());
    assertThat(state(merged)).isEqualTo(state(whole));
  }

  @Property(tries = 200)
  void whatIsKeptHasItsExactCountAndFirstPlace(
      @ForAll @Size(max = 300) List<@IntRange(max = 60) Integer> contents) {
    ContentCounts counts = new ContentCounts(16);
    Map<Digest, Long> expected = new HashMap<>();
    Map<Digest, Place> first = new HashMap<>();
    for (int i = 0; i < contents.size(); i++) {
      counts.add(digest(contents.get(i)), place(i));
      expected.merge(digest(contents.get(i)), 1L, Long::sum);
      first.merge(digest(contents.get(i)), place(i), (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }
    assertThat(counts.isExact()).isEqualTo(expected.size() <= 16);
    for (ContentCounts.Entry entry : counts.entries()) {
      assertThat(entry.count()).isEqualTo(expected.get(entry.content()));
      assertThat(entry.first()).isEqualTo(first.get(entry.content()));
    }
    assertThat(counts.entries().size()).isLessThanOrEqualTo(16);
  }

  @Test
  void estimatesAreWithinTheirErrors() {
    ContentCounts counts = new ContentCounts(4096);
    int distinct = 100_000;
    long surplus = 0;
    for (int i = 0; i < distinct; i++) {
      int copies = i % 10 == 0 ? 1 + i % 7 : 1;
      surplus += copies - 1;
      for (int copy = 0; copy < copies; copy++) {
        counts.add(digest(i), new Place("f", "record", i));
      }
    }
    double kept = counts.entries().size();
    assertThat(counts.scale()).isEqualTo(32);
    double error = counts.standardError(kept);
    assertThat(error / distinct).isLessThan(0.025);
    assertThat(Math.abs(kept * counts.scale() - distinct)).isLessThan(4 * error);
    Duplicates duplicates = Duplicates.exact(counts);
    assertThat(Math.abs(duplicates.surplus() - surplus)).isLessThan(4 * duplicates.surplusError());
  }

  @Test
  void aStateIsReadAsItWasWritten() {
    ContentCounts counts = new ContentCounts();
    for (int i = 0; i < 1000; i++) {
      counts.add(digest(i % 700), place(i));
    }
    ContentCounts read = ContentCounts.read(new StateInput(state(counts)));
    assertThat(read.entries()).isEqualTo(counts.entries());
    assertThat(state(read)).isEqualTo(state(counts));
  }

  private static Place place(int i) {
    return new Place("file" + i % 3, "record", i);
  }

  private static byte[] state(ContentCounts counts) {
    StateOutput out = new StateOutput();
    counts.write(out);
    return out.toByteArray();
  }
}
