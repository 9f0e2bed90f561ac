package io.millrace.records.spark.survey;

import io.millrace.records.CorruptRecordException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What was found in a file, or in a part of one.
 *
 * @param path fully qualified, as text of a URI
 * @param bytes of the file, packed as it is
 * @param codec how it is packed; empty if it was not looked at
 * @param records intact ones
 * @param skippedBytes of the unpacked file, that belong to no intact record
 * @param damagedPlaces how many there are
 * @param damage the first of them, at most {@value #MAX_LISTED}, in their order; unmodifiable
 */
public record FileReport(
    String path,
    long bytes,
    String codec,
    long records,
    long skippedBytes,
    long damagedPlaces,
    List<Damage> damage)
    implements Serializable {
  /** The most damaged places of a file that are listed; all are counted. */
  public static final int MAX_LISTED = 1000;

  /**
   * A place where a file is damaged.
   *
   * @param recordIndex of the record that should be there, from 0
   * @param byteOffset of its start, in the unpacked file
   */
  public record Damage(long recordIndex, long byteOffset, String found, String expected)
      implements Serializable {
    static Damage of(CorruptRecordException e) {
      return new Damage(e.recordIndex(), e.byteOffset(), e.found(), e.expected());
    }
  }

  /** Keeps a copy of the list. */
  public FileReport {
    damage = List.copyOf(damage);
  }

  static FileReport empty(String path, long bytes) {
    return new FileReport(path, bytes, "", 0, 0, 0, List.of());
  }

  /** Whether the file is whole. */
  public boolean isIntact() {
    return damagedPlaces == 0;
  }

  /** With another part of the same file. */
  FileReport merge(FileReport other) {
    List<Damage> all = new ArrayList<>(damage);
    all.addAll(other.damage);
    all.sort(Comparator.comparingLong(Damage::byteOffset).thenComparingLong(Damage::recordIndex));
    return new FileReport(
        path,
        bytes,
        codec.isEmpty() ? other.codec : codec,
        records + other.records,
        skippedBytes + other.skippedBytes,
        damagedPlaces + other.damagedPlaces,
        all.subList(0, Math.min(all.size(), MAX_LISTED)));
  }
}
