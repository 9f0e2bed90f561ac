package io.millrace.jobs.cli;

import io.millrace.jobs.run.Columns;
import io.millrace.records.spark.survey.FileReport;
import io.millrace.records.spark.survey.FileReport.Damage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The reports of all files, for people and as JSON: {@code files}, each with {@code path}, {@code
 * bytes}, {@code records}, {@code codec} if it was verified, and if it was or is damaged, {@code
 * skipped_bytes}, {@code damaged_places} and {@code damage} ({@code record}, {@code byte_offset},
 * {@code found}, {@code expected}); and the sums {@code records}, {@code bytes}, {@code
 * damaged_files}, {@code exit_code}.
 */
record RecordsSurvey(List<FileReport> files, boolean verified) {
  private static final int LISTED_FILES = 12;
  private static final int LISTED_PLACES = 20;

  long records() {
    return files.stream().mapToLong(FileReport::records).sum();
  }

  long bytes() {
    return files.stream().mapToLong(FileReport::bytes).sum();
  }

  long damagedFiles() {
    return files.stream().filter(file -> !file.isIntact()).count();
  }

  int exitCode() {
    return damagedFiles() == 0 ? 0 : 1;
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("records", records());
    json.put("bytes", bytes());
    json.put("damaged_files", damagedFiles());
    json.put("exit_code", exitCode());
    json.put("files", files.stream().map(this::json).toList());
    return json;
  }

  private Map<String, Object> json(FileReport file) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("path", file.path());
    json.put("bytes", file.bytes());
    json.put("records", file.records());
    if (verified) {
      json.put("codec", file.codec());
    }
    if (verified || !file.isIntact()) {
      json.put("skipped_bytes", file.skippedBytes());
      json.put("damaged_places", file.damagedPlaces());
      json.put("damage", file.damage().stream().map(RecordsSurvey::json).toList());
    }
    return json;
  }

  private static Map<String, Object> json(Damage damage) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("record", damage.recordIndex());
    json.put("byte_offset", damage.byteOffset());
    json.put("found", damage.found());
    json.put("expected", damage.expected());
    return json;
  }

  /**
   * Sums, then the files, then what is damaged.
   *
   * @param verbose whether all files and places are shown, or the first ones
   */
  String text(boolean verbose) {
    StringBuilder text = new StringBuilder();
    text.append("%,d records in %s, %,d bytes".formatted(records(), files(files.size()), bytes()));
    if (verified) {
      text.append(
          damagedFiles() == 0 ? ": intact" : ": " + files((int) damagedFiles()) + " damaged");
    }
    text.append("\n\n");
    table(verbose, text);
    for (FileReport file : files) {
      if (!file.isIntact()) {
        damage(file, verbose, text);
      }
    }
    return text.toString();
  }

  /** How many files, in words. */
  static String files(int count) {
    return count == 1 ? "1 file" : "%,d files".formatted(count);
  }

  private void table(boolean verbose, StringBuilder text) {
    int shown = verbose ? files.size() : Math.min(files.size(), LISTED_FILES);
    List<String> columns = new ArrayList<>(List.of("file", "records", "bytes"));
    if (verified) {
      columns.addAll(List.of("codec", "damaged places"));
    }
    List<List<Object>> rows = new ArrayList<>();
    for (FileReport file : files.subList(0, shown)) {
      List<Object> row = new ArrayList<>(List.of(file.path(), file.records(), file.bytes()));
      if (verified) {
        row.addAll(List.of(file.codec(), file.damagedPlaces()));
      }
      rows.add(row);
    }
    Columns.print(columns, rows, List.of(1, 2, 4), Integer.MAX_VALUE, text);
    if (shown < files.size()) {
      text.append("  ... and ").append(files(files.size() - shown)).append(" (--verbose)\n");
    }
  }

  private static void damage(FileReport file, boolean verbose, StringBuilder text) {
    text.append(
        "\n%s: damaged, %,d bytes belong to no intact record\n"
            .formatted(file.path(), file.skippedBytes()));
    int shown = verbose ? file.damage().size() : Math.min(file.damage().size(), LISTED_PLACES);
    for (Damage place : file.damage().subList(0, shown)) {
      text.append(
          "  record %,d at byte %,d: found %s (expected: %s)\n"
              .formatted(place.recordIndex(), place.byteOffset(), place.found(), place.expected()));
    }
    if (shown < file.damagedPlaces()) {
      text.append("  ... and %,d more places\n".formatted(file.damagedPlaces() - shown));
    }
  }
}
