package io.millrace.transforms.statistics.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.transforms.statistics.batch.Place;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NearDuplicatesTest {
  @Test
  void hashesWithinTheDistanceOfACentreAreOneGroup() {
    long centre = 0x123456789abcdef0L;
    ContentCounts hashes = new ContentCounts();
    add(hashes, centre, 5, 1);
    add(hashes, centre, 9, 2);
    add(hashes, centre ^ 0b1111, 3, 1);
    add(hashes, centre ^ 0x8000_0000_0000_0001L, 7, 1);
    add(hashes, centre ^ 0b11111, 1, 1);
    add(hashes, ~centre, 2, 1);
    Duplicates found = NearDuplicates.of(hashes);
    assertThat(found.groups()).isEqualTo(1);
    assertThat(found.surplus()).isEqualTo(4);
    assertThat(found.largest())
        .containsExactly(
            new Duplicates.Group(new Digest(centre, 0), 5, new Place("f", "record", 3)));
    assertThat(NearDuplicates.distance(hashes)).isEqualTo(4);
  }

  @Test
  void groupsAreThoseOfComparingAllPairsGreedily() {
    Random random = new Random(5);
    for (int round = 0; round < 20; round++) {
      List<Long> all = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        long centre = random.nextLong();
        for (int j = random.nextInt(5); j >= 0; j--) {
          long hash = centre;
          for (int flips = random.nextInt(7); flips > 0; flips--) {
            hash ^= 1L << random.nextInt(64);
          }
          all.add(hash);
        }
      }
      ContentCounts hashes = new ContentCounts();
      for (int i = 0; i < all.size(); i++) {
        add(hashes, all.get(i), i, 1 + (int) (all.get(i) & 1));
      }
      assertThat(NearDuplicates.of(hashes).surplus()).isEqualTo(naive(hashes));
    }
  }

  private static double naive(ContentCounts hashes) {
    List<ContentCounts.Entry> left = new ArrayList<>(hashes.entries());
    left.sort((a, b) -> Long.compare(b.count(), a.count()));
    double surplus = 0;
    while (!left.isEmpty()) {
      long centre = left.get(0).content().high();
      List<ContentCounts.Entry> near =
          left.stream().filter(e -> Long.bitCount(e.content().high() ^ centre) <= 4).toList();
      surplus += near.stream().mapToLong(ContentCounts.Entry::count).sum() - 1;
      left.removeAll(near);
    }
    return surplus;
  }

  @Test
  void beyondTheLimitOnlyEqualHashesCountAndNumbersAreScaled() {
    ContentCounts hashes = new ContentCounts(1024);
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long hash = random.nextLong();
      add(hashes, hash, i, 2);
      add(hashes, hash ^ 1, i, 1);
    }
    Duplicates found = NearDuplicates.of(hashes);
    assertThat(NearDuplicates.distance(hashes)).isZero();
    assertThat(Math.abs(found.surplus() - 10_000)).isLessThan(4 * found.surplusError());
  }

  @Test
  void theOrderOfTheHashesDoesNotShow() {
    Random random = new Random(3);
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      all.add(random.nextLong() & 0xffff);
    }
    List<Duplicates> found = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      ContentCounts hashes = new ContentCounts();
      all.forEach(hash -> add(hashes, hash, hash, 1));
      found.add(NearDuplicates.of(hashes));
      Collections.shuffle(all, random);
    }
    assertThat(found.get(1)).isEqualTo(found.get(0));
    assertThat(found.get(2)).isEqualTo(found.get(0));
  }

  private static void add(ContentCounts hashes, long hash, long record, int times) {
    for (int i = 0; i < times; i++) {
      hashes.add(new Digest(hash, 0), new Place("f", "record", record));
    }
  }
}
