package io.millrace.records.spark.survey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.records.TfRecordWriter;
import io.millrace.records.spark.KeyedFileSystem;
import io.millrace.records.spark.SparkTests;
import io.millrace.records.spark.files.Codec;
import io.millrace.records.spark.files.DataFile;
import io.millrace.records.spark.options.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSurveyTest {
  private static final int RECORD_BYTES = 1000;
  private static final int FRAME_BYTES = RECORD_BYTES + 16;

  private final SparkSession spark = SparkTests.session();
  private final Configuration hadoop = new Configuration();
  @TempDir Path folder;

  private DataFile file(String name, Codec codec, int records, int... damagedBytes)
      throws IOException {
    Path path = folder.resolve(name);
    try (TfRecordWriter writer =
        TfRecordWriter.create(
            codec.pack(Files.newOutputStream(path), hadoop), codec.compression())) {
      for (int i = 0; i < records; i++) {
        byte[] record = new byte[RECORD_BYTES];
        Arrays.fill(record, (byte) i);
        writer.write(record);
      }
    }
    byte[] bytes = Files.readAllBytes(path);
    for (int at : damagedBytes) {
      bytes[at] ^= 1;
    }
    Files.write(path, bytes);
    return found(path);
  }

  private static DataFile found(Path path) throws IOException {
    return new DataFile(path.toUri().toString(), Files.size(path), 0, new Object[0], List.of());
  }

  private List<FileReport> verify(DataFile... files) {
    return FileSurvey.verify(List.of(files), options(Map.of()), hadoop, spark, records -> {});
  }

  private ReadOptions options(Map<String, String> options) {
    return ReadOptions.of(new CaseInsensitiveStringMap(options), spark.conf());
  }

  @Test
  void aFileIsTheSameInOneTaskAndInMany() throws IOException {
    DataFile file = file("a", Codec.NONE, 500, 3, 100 * FRAME_BYTES + 50, 300 * FRAME_BYTES + 9);
    List<FileReport> whole = verify(file);
    spark.conf().set("spark.sql.files.maxPartitionBytes", "10000");
    spark.conf().set("spark.sql.files.openCostInBytes", "1");
    try {
      assertThat(verify(file)).isEqualTo(whole);
    } finally {
      spark.conf().unset("spark.sql.files.maxPartitionBytes");
      spark.conf().unset("spark.sql.files.openCostInBytes");
    }

    FileReport report = whole.get(0);
    assertThat(report.records()).isEqualTo(497);
    assertThat(report.codec()).isEqualTo("none");
    assertThat(report.skippedBytes()).isEqualTo(3L * FRAME_BYTES);
    assertThat(report.isIntact()).isFalse();
    assertThat(report.damage())
        .extracting(FileReport.Damage::byteOffset)
        .containsExactly(0L, 100L * FRAME_BYTES, 300L * FRAME_BYTES);
    assertThat(report.damage())
        .extracting(FileReport.Damage::recordIndex)
        .containsExactly(0L, 100L, 300L);
  }

  @Test
  void filesAreOpenedWithTheGivenSettings() throws IOException {
    DataFile local = file("a", Codec.NONE, 5);
    String path = local.path().replaceFirst("^file:/*", "keyed:///");
    DataFile file = new DataFile(path, local.length(), 0, new Object[0], List.of());
    Configuration settings = new Configuration();
    KeyedFileSystem.OPTIONS.forEach(settings::set);

    List<FileReport> reports =
        FileSurvey.verify(List.of(file), options(Map.of()), settings, spark, records -> {});

    assertThat(reports).hasSize(1).allMatch(report -> report.records() == 5);
  }

  @Test
  void reportsAreSortedAndEmptyFilesHaveOne() throws IOException {
    DataFile packed = file("b", Codec.GZIP, 3);
    DataFile empty = file("a", Codec.NONE, 0);

    assertThat(verify(packed, empty))
        .containsExactly(
            FileReport.empty(empty.path(), 0),
            new FileReport(packed.path(), packed.length(), "gzip", 3, 0, 0, List.of()));
    assertThat(FileSurvey.count(List.of(empty), options(Map.of()), hadoop, spark, records -> {}))
        .containsExactly(FileReport.empty(empty.path(), 0));
  }

  @Test
  void tornPackedFilesOfEveryCodecAreTold() throws IOException {
    for (Codec codec : List.of(Codec.GZIP, Codec.ZLIB, Codec.ZSTD)) {
      Path path = folder.resolve("torn" + codec.extension());
      file(path.getFileName().toString(), codec, 200);
      byte[] bytes = Files.readAllBytes(path);
      Files.write(path, Arrays.copyOf(bytes, bytes.length - 5));

      FileReport report = verify(found(path)).get(0);

      assertThat(report.codec()).isEqualTo(codec.toString());
      assertThat(report.damagedPlaces()).isEqualTo(1);
    }
  }

  @Test
  void moreDamageThanIsListedIsCounted() throws IOException {
    int records = 2 * FileReport.MAX_LISTED + 100;
    int[] every2nd = new int[records / 2];
    for (int i = 0; i < every2nd.length; i++) {
      every2nd[i] = 2 * i * FRAME_BYTES + 500;
    }

    FileReport report = verify(file("a", Codec.NONE, records, every2nd)).get(0);

    assertThat(report.damagedPlaces()).isEqualTo(every2nd.length);
    assertThat(report.damage()).hasSize(FileReport.MAX_LISTED);
    assertThat(report.records()).isEqualTo(every2nd.length);
  }

  @Test
  void countingFollowsTheMode() throws IOException {
    DataFile file = file("a", Codec.NONE, 5, FRAME_BYTES + 1);

    assertThatThrownBy(
            () -> FileSurvey.count(List.of(file), options(Map.of()), hadoop, spark, records -> {}))
        .hasMessageContaining(file.path() + ": record 1 at byte 1,016: found length CRC 0x");
    ReadOptions drop = options(Map.of("mode", "DROPMALFORMED"));
    assertThat(FileSurvey.count(List.of(file), drop, hadoop, spark, records -> {}).get(0).records())
        .isEqualTo(4);
  }

  @Test
  void aFileThatIsGoneIsNoDamage() throws IOException {
    DataFile file = file("a", Codec.NONE, 1);
    Files.delete(folder.resolve("a"));

    assertThatThrownBy(() -> verify(file)).hasMessageContaining("/a");
  }
}
