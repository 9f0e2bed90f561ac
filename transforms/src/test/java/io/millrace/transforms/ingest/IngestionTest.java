package io.millrace.transforms.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an artefact says about its making. */
class IngestionTest {
  @TempDir Path folder;

  @Test
  void itNamesTheFilesAndCountsTheRecords() throws Exception {
    Path input = Files.createDirectory(folder.resolve("in"));
    Path file = Files.writeString(input.resolve("ä b.csv"), "id\n1\n2\nx,y\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
    IngestionRuns runs =
        new IngestionRuns(
            folder, "input", input.toString(), "format", "csv", "max_reject_fraction", 0.5);

    runs.run();

    String written = Files.readString(Path.of(runs.latest(), "ingestion.json"));
    assertThat(written)
        .isEqualTo(
            """
            {
              "format" : "millrace-ingestion",
              "version" : 1,
              "input" : "%s",
              "input_format" : "csv",
              "incremental" : false,
              "span" : 0,
              "records" : {
                "read" : 3,
                "written" : {
                  "all" : 2
                },
                "rejected" : {
                  "wrong_cell_count" : 1
                },
                "left_out" : 0
              },
              "inputs" : [
                {
                  "place" : "%s",
                  "splits" : [
                    "all"
                  ],
                  "files" : [
                    {
                      "uri" : "%s",
                      "bytes" : 11,
                      "modified_millis" : 1700000000000,
                      "sha256" : "07830940fd9653ccc922f17487c1ffc002d45d52aac0318fb2aff9d5f4ef10d7"
                    }
                  ]
                }
              ],
              "earlier" : [ ]
            }
            """
                .formatted(input, input, file));
    runs.run();
    assertThat(Files.readString(Path.of(runs.latest(), "ingestion.json"))).isEqualTo(written);
    assertThat(runs.ingestion().files())
        .containsExactly(
            new InputFile(
                file.toString(),
                11,
                1_700_000_000_000L,
                "07830940fd9653ccc922f17487c1ffc002d45d52aac0318fb2aff9d5f4ef10d7"));
  }

  @Test
  void spansVersionsAndWhatASampleLeavesOutAreKept() throws Exception {
    Path input = Files.createDirectories(folder.resolve("in/3/v2"));
    StringBuilder rows = new StringBuilder("id\n");
    for (int i = 0; i < 100; i++) {
      rows.append(i).append('\n');
    }
    Files.writeString(input.resolve("a.csv"), rows);
    IngestionRuns runs =
        new IngestionRuns(
            folder,
            "input",
            folder.resolve("in") + "/{SPAN}/v{VERSION}/*",
            "format",
            "csv",
            "sample",
            0.5,
            "hash_buckets",
            Map.of("a", 1, "b", 1));

    runs.run();

    Ingestion found = runs.ingestion();
    assertThat(found.span()).isEqualTo(3);
    assertThat(found.spanVersion()).isEqualTo(2);
    assertThat(found.records().read()).isEqualTo(100);
    assertThat(found.records().leftOut()).isBetween(1L, 99L);
    long written = found.records().written().values().stream().mapToLong(Long::longValue).sum();
    assertThat(written + found.records().leftOut()).isEqualTo(100);
    assertThat(found.inputs().get(0).splits()).hasSameElementsAs(List.of("a", "b"));
  }
}
