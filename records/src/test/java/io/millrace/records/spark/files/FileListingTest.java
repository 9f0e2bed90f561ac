package io.millrace.records.spark.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.records.spark.SparkTests;
import io.millrace.records.spark.options.ListingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileListingTest {
  private static final Configuration HADOOP = new Configuration();

  @TempDir private Path temp;
  private Path root;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(temp.resolve("root"));
  }

  private void file(String name) throws IOException {
    file(name, 3);
  }

  private void file(String name, int bytes) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[bytes]);
  }

  private FileListing list(Map<String, String> options, String... paths) throws IOException {
    return FileListing.of(
        Arrays.asList(paths),
        ListingOptions.of(new CaseInsensitiveStringMap(options), SparkTests.session().conf()),
        HADOOP);
  }

  private FileListing list() throws IOException {
    return list(Map.of(), root.toString());
  }

  private List<String> names(FileListing listing) throws IOException {
    return listing.files(listing.partitionSchema(Optional.empty())).stream()
        .map(file -> root.toUri().getPath().isEmpty() ? "" : relative(file.path()))
        .toList();
  }

  private String relative(String path) {
    return path.substring(path.indexOf(root.toString()) + root.toString().length() + 1);
  }

  private static List<Object> values(FileListing listing, StructType schema) throws IOException {
    return listing.files(schema).stream().map(file -> file.partitionValues()[0]).toList();
  }

  @Test
  void foldersAreWalkedToTheBottomAndHiddenNamesAreLeftOut() throws IOException {
    file("b/c/two");
    file("a");
    file("_SUCCESS");
    file(".a.crc");
    file("_temporary/0/part");
    file("b/_x");
    file("copied._COPYING_");

    assertThat(names(list())).containsExactly("a", "b/c/two");
  }

  @Test
  void wideTreesAreListedWhole() throws IOException {
    for (int i = 0; i < 40; i++) {
      file("d" + i + "/e" + i % 3 + "/f");
    }

    assertThat(names(list())).hasSize(40).isSorted();
  }

  @Test
  void globsTakeWhatTheyMatchButNotHiddenNames() throws IOException {
    file("x-1/f");
    file("x-2/f");
    file("_x/f");
    file("y/f");

    assertThat(names(list(Map.of(), root + "/x-*"))).containsExactly("x-1/f", "x-2/f");
    assertThat(names(list(Map.of(), root + "/*"))).containsExactly("x-1/f", "x-2/f", "y/f");
  }

  @Test
  void overlappingPathsGiveAFileOnce() throws IOException {
    file("a/f");

    assertThat(names(list(Map.of(), root.toString(), root + "/a", root + "/a/f"))).hasSize(1);
  }

  @Test
  void aMissingPathIsNamed() throws IOException {
    FileListing listing = list(Map.of(), root + "/none");

    assertThat(listing.isEmpty()).isTrue();
    assertThatThrownBy(listing::requireExisting)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found no file or folder at " + root + "/none");
  }

  @Test
  void namesAndTimesSelectFiles() throws IOException {
    file("old.tfrecord");
    file("new.tfrecord");
    file("new.txt");
    Files.setLastModifiedTime(
        root.resolve("old.tfrecord"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

    assertThat(names(list(Map.of("pathGlobFilter", "*.tfrecord"), root.toString())))
        .containsExactly("new.tfrecord", "old.tfrecord");
    assertThat(names(list(Map.of("modifiedBefore", "2021-01-01T00:00:00"), root.toString())))
        .containsExactly("old.tfrecord");
    assertThat(names(list(Map.of("modifiedAfter", "2021-01-01T00:00:00"), root.toString())))
        .containsExactly("new.tfrecord", "new.txt");
    assertThatThrownBy(() -> list(Map.of("modifiedAfter", "yesterday"), root.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "option 'modifiedAfter': found 'yesterday' (expected: a time such as"
                + " 2024-01-31T13:00:00)");
  }

  @Test
  void foldersNamePartitionsOfTheNarrowestType() throws IOException {
    file("i=1/l=1/d=1.5/t=2024-01-31/s=x/n=__HIVE_DEFAULT_PARTITION__/f");
    file("i=-2/l=5000000000/d=2/t=2024-02-01/s=1/n=__HIVE_DEFAULT_PARTITION__/f");
    FileListing listing = list();

    StructType schema = listing.partitionSchema(Optional.empty());

    assertThat(Arrays.stream(schema.fields()).map(f -> f.name() + " " + f.dataType().sql()))
        .containsExactly("i INT", "l BIGINT", "d DOUBLE", "t DATE", "s STRING", "n STRING");
    assertThat(listing.files(schema).get(1).partitionValues())
        .containsExactly(1, 1L, 1.5, 19753, UTF8String.fromString("x"), null);
  }

  @Test
  void partitionsAreStringsWhereTheSessionSaysSo() throws IOException {
    file("i=01/f");
    String key = "spark.sql.sources.partitionColumnTypeInference.enabled";
    SparkTests.session().conf().set(key, "false");
    try {
      FileListing listing = list();
      StructType schema = listing.partitionSchema(Optional.empty());

      assertThat(schema.apply(0).dataType()).isEqualTo(DataTypes.StringType);
      assertThat(values(listing, schema)).containsExactly(UTF8String.fromString("01"));
    } finally {
      SparkTests.session().conf().unset(key);
    }
  }

  @Test
  void namesAndValuesOfPartitionsAreUnescaped() throws IOException {
    file("a%3Db=x%2Fy%25/f");
    FileListing listing = list();

    StructType schema = listing.partitionSchema(Optional.empty());

    assertThat(schema.fieldNames()).containsExactly("a=b");
    assertThat(values(listing, schema)).containsExactly(UTF8String.fromString("x/y%"));
  }

  @Test
  void aPartitionWhoseColumnStartsWithAnUnderscoreIsNotHidden() throws IOException {
    file("_x=1/f");

    assertThat(list().partitionColumns()).containsExactly("_x");
  }

  @Test
  void theTypesOfASchemaWin() throws IOException {
    file("P=007/f");
    FileListing listing = list();
    for (var expected :
        Map.<DataType, Object>of(
                DataTypes.StringType,
                UTF8String.fromString("007"),
                DataTypes.LongType,
                7L,
                DataTypes.ShortType,
                (short) 7,
                DataTypes.DoubleType,
                7.0)
            .entrySet()) {
      StructType schema =
          listing.partitionSchema(Optional.of(new StructType().add("p", expected.getKey())));

      assertThat(schema.fieldNames()).containsExactly("p");
      assertThat(values(listing, schema)).containsExactly(expected.getValue());
    }
  }

  @Test
  void aValueThatIsNotOfItsTypeIsNamed() throws IOException {
    file("p=x/f");
    FileListing listing = list();

    assertThatThrownBy(() -> listing.files(new StructType().add("p", DataTypes.IntegerType)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found 'x' for the partition column p (expected: INT)");
  }

  @Test
  void foldersThatDisagreeAreNamed() throws IOException {
    file("a=1/f");
    file("b=1/f");

    assertThatThrownBy(this::list)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the folders name different partition columns: [a] in")
        .hasMessageContaining("/a=1/f, [b] in ");
  }

  @Test
  void emptyFilesElsewhereDoNoHarm() throws IOException {
    file("a=1/f");
    file("a_$folder$", 0);

    FileListing listing = list();

    assertThat(listing.partitionColumns()).containsExactly("a");
    assertThat(names(listing)).containsExactly("a=1/f");
  }

  @Test
  void recursiveLookupTakesNoPartitionsFromFolders() throws IOException {
    file("a=1/f");
    file("b/f");

    FileListing listing = list(Map.of("recursiveFileLookup", "true"), root.toString());

    assertThat(listing.partitionColumns()).isEmpty();
    assertThat(names(listing)).containsExactly("a=1/f", "b/f");
  }

  @Test
  void partitionsStartBelowTheBasePath() throws IOException {
    file("a=1/b=2/f");

    assertThat(list(Map.of(), root + "/a=1").partitionColumns()).containsExactly("b");
    assertThat(list(Map.of("basePath", root.toString()), root + "/a=1").partitionColumns())
        .containsExactly("a", "b");
    assertThatThrownBy(() -> list(Map.of("basePath", root + "/c"), root + "/a=1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("option 'basePath'");
  }
}
