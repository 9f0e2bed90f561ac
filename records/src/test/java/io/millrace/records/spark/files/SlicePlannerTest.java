package io.millrace.records.spark.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.records.spark.SparkTests;
import io.millrace.records.spark.options.ReadOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SlicePlannerTest {
  private static final String PREFIX = "spark.sql.files.";

  private final RuntimeConfig conf = SparkTests.session().conf();

  @BeforeEach
  void smallSplits() {
    conf.set(PREFIX + "maxPartitionBytes", "100b");
    conf.set(PREFIX + "openCostInBytes", "10");
    conf.set(PREFIX + "minPartitionNum", "1");
  }

  @AfterEach
  void reset() {
    conf.unset(PREFIX + "maxPartitionBytes");
    conf.unset(PREFIX + "openCostInBytes");
    conf.unset(PREFIX + "minPartitionNum");
  }

  private static DataFile file(String name, long length) {
    return new DataFile("file:/d/" + name, length, 0, new Object[0], List.of());
  }

  private static List<List<String>> plan(Map<String, String> options, DataFile... files) {
    ReadOptions read =
        ReadOptions.of(new CaseInsensitiveStringMap(options), SparkTests.session().conf());
    return SlicePlanner.plan(Arrays.asList(files), read, SparkTests.session(), new Configuration())
        .stream()
        .map(
            task ->
                Arrays.stream(task)
                    .map(s -> s.path().substring(8) + " " + s.start() + "-" + s.end())
                    .toList())
        .toList();
  }

  @Test
  void aLargeFileIsSplit() {
    assertThat(plan(Map.of(), file("a", 250)))
        .containsExactly(List.of("a 0-100"), List.of("a 100-200"), List.of("a 200-250"));
  }

  @Test
  void packedFilesAndThoseThatMustNotBeAreNotSplit() {
    List<List<String>> whole = List.of(List.of("a.gz 0-250"));

    assertThat(plan(Map.of(), file("a.gz", 250))).isEqualTo(whole);
    assertThat(plan(Map.of("splittable", "false"), file("a", 250)))
        .containsExactly(List.of("a 0-250"));
    assertThat(plan(Map.of("codec", "gzip"), file("a", 250))).containsExactly(List.of("a 0-250"));
    assertThat(plan(Map.of("codec", "none"), file("a.gz", 250))).hasSize(3);
  }

  @Test
  void smallFilesShareATask() {
    assertThat(plan(Map.of(), file("a", 30), file("b", 40), file("c", 50), file("d", 0)))
        .containsExactly(List.of("c 0-50", "b 0-40"), List.of("a 0-30"));
  }

  @Test
  void moreTasksAreMadeWhereMoreAreWanted() {
    conf.set(PREFIX + "minPartitionNum", "4");

    assertThat(plan(Map.of(), file("a", 90))).hasSize(4);
  }

  @Test
  void aSliceIsReadWhereMostOfItIs() {
    DataFile file =
        new DataFile(
            "file:/d/a",
            200,
            0,
            new Object[0],
            List.of(
                new DataFile.Block(0, 120, new String[] {"x"}),
                new DataFile.Block(120, 80, new String[] {"y"})));

    assertThat(file.slice(0, 100).hosts()).containsExactly("x");
    assertThat(file.slice(100, 200).hosts()).containsExactly("y");
  }
}
