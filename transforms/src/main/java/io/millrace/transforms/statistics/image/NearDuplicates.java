package io.millrace.transforms.statistics.image;

import io.millrace.transforms.image.PerceptualHash;
import io.millrace.transforms.statistics.batch.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Groups of images whose {@link PerceptualHash}es differ in at most {@value #DISTANCE} of 64 bits
 * from that of the group's centre; images of the same content are in the same group. Centres are
 * taken greedily, the hash of most images first, among equals the smaller; each takes all hashes
 * within its distance that no other has taken. The result depends only on the multiset of hashes.
 *
 * <p>All of that up to {@value ContentCounts#LIMIT} distinct hashes. Beyond, a sample of the hashes
 * is kept ({@link ContentCounts}), in which neighbours would be missing: then only images of equal
 * hashes are groups, and numbers are estimates.
 *
 * <p>Two hashes that differ in four bits agree in one of five parts at least, so only those are
 * compared that share a part: the time is linear for hashes that are spread, and a few seconds at
 * worst.
 */
final class NearDuplicates {
  /** The bits that may differ. */
  static final int DISTANCE = 4;

  private static final int PARTS = DISTANCE + 1;
  private static final int PART_BITS = 13;
  private static final int PART_MASK = (1 << PART_BITS) - 1;

  private final long[] hashes;
  private final boolean[] taken;
  // The indexes of the hashes by each value of each part; those taken go when they are met.
  private final int[][][] byPart = new int[PARTS][1 << PART_BITS][];
  private final int[][] sizes = new int[PARTS][1 << PART_BITS];

  private NearDuplicates(long[] hashes) {
    this.hashes = hashes;
    taken = new boolean[hashes.length];
    for (int part = 0; part < PARTS; part++) {
      for (long hash : hashes) {
        sizes[part][part(hash, part)]++;
      }
      for (int i = 0; i < hashes.length; i++) {
        int value = part(hashes[i], part);
        if (byPart[part][value] == null) {
          byPart[part][value] = new int[sizes[part][value]];
          sizes[part][value] = 0;
        }
        byPart[part][value][sizes[part][value]++] = i;
      }
    }
  }

  /** The distance that {@link #of} allows. */
  static int distance(ContentCounts hashes) {
    return hashes.isExact() ? DISTANCE : 0;
  }

  /**
   * The groups.
   *
   * @param counted the hashes, in the upper half of the digests
   */
  static Duplicates of(ContentCounts counted) {
    if (!counted.isExact()) {
      return Duplicates.exact(counted);
    }
    List<ContentCounts.Entry> entries =
        counted.entries().stream()
            .sorted(
                Comparator.comparingLong(ContentCounts.Entry::count)
                    .reversed()
                    .thenComparing(ContentCounts.Entry::content))
            .toList();
    NearDuplicates near =
        new NearDuplicates(entries.stream().mapToLong(e -> e.content().high()).toArray());
    List<Duplicates.Group> groups = new ArrayList<>();
    for (int centre = 0; centre < entries.size(); centre++) {
      if (!near.taken[centre]) {
        groups.add(group(entries, near.take(centre)));
      }
    }
    return Duplicates.of(counted, groups);
  }

  private static Duplicates.Group group(List<ContentCounts.Entry> entries, List<Integer> members) {
    long images = 0;
    Place first = null;
    for (int member : members) {
      ContentCounts.Entry entry = entries.get(member);
      images += entry.count();
      boolean earlier = first == null || entry.first().compareTo(first) < 0;
      first = earlier ? entry.first() : first;
    }
    return new Duplicates.Group(entries.get(members.get(0)).content(), images, first);
  }

  /** The centre and all near it, which are taken. */
  private List<Integer> take(int centre) {
    List<Integer> members = new ArrayList<>();
    members.add(centre);
    taken[centre] = true;
    for (int part = 0; part < PARTS; part++) {
      int value = part(hashes[centre], part);
      int[] candidates = byPart[part][value];
      int kept = 0;
      for (int i = 0; i < sizes[part][value]; i++) {
        int candidate = candidates[i];
        if (taken[candidate]) {
          continue;
        }
        if (Long.bitCount(hashes[candidate] ^ hashes[centre]) <= DISTANCE) {
          taken[candidate] = true;
          members.add(candidate);
        } else {
          candidates[kept++] = candidate;
        }
      }
      sizes[part][value] = kept;
    }
    return members;
  }

  private static int part(long hash, int part) {
    return (int) (hash >>> part * PART_BITS) & PART_MASK;
  }
}
