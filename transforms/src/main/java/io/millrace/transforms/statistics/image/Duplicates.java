package io.millrace.transforms.statistics.image;

import io.millrace.transforms.statistics.batch.Place;
import java.util.Comparator;
import java.util.List;

/**
 * Images that are the same, or nearly.
 *
 * @param groups how many groups of at least two images there are
 * @param surplus the images of these groups but for one of each
 * @param surplusError the standard error of that; 0 where it is exact
 * @param largest the largest groups, by their size and then by what they have in common
 */
record Duplicates(double groups, double surplus, double surplusError, List<Group> largest) {
  /** How many groups are listed. */
  static final int MOST_LISTED = 10;

  private static final Comparator<Group> LARGEST_FIRST =
      Comparator.comparingLong(Group::images).reversed().thenComparing(Group::common);

  /**
   * Some images.
   *
   * @param common what they have in common
   */
  record Group(Digest common, long images, Place first) {}

  /** Those of the same content, byte by byte as the digests tell. */
  static Duplicates exact(ContentCounts contents) {
    return of(
        contents,
        contents.entries().stream()
            .map(e -> new Group(e.content(), e.count(), e.first()))
            .toList());
  }

  /**
   * The groups among these that have at least two images, scaled up as the contents were sampled.
   */
  static Duplicates of(ContentCounts contents, List<Group> all) {
    List<Group> groups = all.stream().filter(g -> g.images() > 1).toList();
    long surplus = groups.stream().mapToLong(g -> g.images() - 1).sum();
    double squares = groups.stream().mapToDouble(g -> Math.pow(g.images() - 1.0, 2)).sum();
    return new Duplicates(
        Math.rint(groups.size() * contents.scale()),
        Math.rint(surplus * contents.scale()),
        contents.standardError(squares),
        groups.stream().sorted(LARGEST_FIRST).limit(MOST_LISTED).toList());
  }
}
