package io.millrace.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.Manifest.ShardFile;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  private static final String DIGEST = "ab".repeat(32);
  private static final String FILE = "data_tfrecord-0000%d-of-00002.gz";

  @TempDir Path folder;
  private final Storage storage = new HadoopStorage(new Configuration(false));
  private String artefact;
  private Manifest manifest;

  @BeforeEach
  void build() {
    artefact = folder.resolve("7").toString();
    Map<String, List<ShardFile>> files = new LinkedHashMap<>();
    files.put(
        "train",
        List.of(
            new ShardFile(FILE.formatted(0), 3, 100, DIGEST),
            new ShardFile(FILE.formatted(1), 4, 200, DIGEST)));
    files.put("eval", List.of());
    manifest = Manifest.of(files);
  }

  private void refused(String json, String message) throws IOException {
    Files.createDirectories(folder.resolve("7"));
    Files.writeString(folder.resolve("7/manifest.json"), json);
    assertThatThrownBy(() -> Manifest.read(storage, artefact))
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.category()).isEqualTo(MillraceException.Category.DATA))
        .hasMessage(artefact + "/manifest.json" + message);
  }

  /** Columns are Jackson's own and differ between its versions. */
  private void refusedInLine(int line, String json, String message) throws IOException {
    Files.createDirectories(folder.resolve("7"));
    Files.writeString(folder.resolve("7/manifest.json"), json);
    assertThatThrownBy(() -> Manifest.read(storage, artefact))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith(artefact + "/manifest.json:" + line + ":")
        .hasMessageEndingWith(message);
  }

  @Test
  void countsComeFromTheFiles() {
    assertThat(manifest.splits()).containsExactly("train", "eval");
    assertThat(manifest.records("train")).isEqualTo(7);
    assertThat(manifest.bytes("train")).isEqualTo(300);
    assertThat(manifest.records("eval")).isZero();
    assertThat(manifest.records()).isEqualTo(7);
    assertThat(manifest.files("train")).extracting(ShardFile::records).containsExactly(3L, 4L);
    assertThatThrownBy(() -> manifest.records("test"))
        .isInstanceOf(MillraceException.class)
        .hasMessage("split 'test': no such split (expected: one of [train, eval])");
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    manifest.write(storage, artefact);
    Manifest read = Manifest.read(storage, artefact);
    assertThat(read).isEqualTo(manifest).hasSameHashCodeAs(manifest);
    assertThat(read.splits()).containsExactly("train", "eval");
  }

  @Test
  void theSameContentGivesTheSameBytes() throws IOException {
    manifest.write(storage, artefact);
    String file =
        """
                {
                  "name" : "data_tfrecord-0000%d-of-00002.gz",
                  "records" : %d,
                  "bytes" : %d,
                  "sha256" : "%s"
                }\
        """;
    assertThat(new String(storage.readBytes(artefact + "/manifest.json"), UTF_8))
        .isEqualTo(
            """
            {
              "format" : "millrace-manifest",
              "version" : 1,
              "splits" : {
                "train" : {
                  "records" : 7,
                  "bytes" : 300,
                  "files" : [
            %s,
            %s
                  ]
                },
                "eval" : {
                  "records" : 0,
                  "bytes" : 0,
                  "files" : [ ]
                }
              }
            }
            """
                .formatted(file.formatted(0, 3, 100, DIGEST), file.formatted(1, 4, 200, DIGEST)));
  }

  @Test
  void aMissingManifestIsADataError() throws IOException {
    assertThat(Manifest.readIfPresent(storage, artefact)).isEmpty();
    assertThatThrownBy(() -> Manifest.read(storage, artefact))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            artefact
                + "/manifest.json: no such file (expected: the manifest of an artefact that"
                + " ExampleGen or Transform wrote)");
  }

  @Test
  void brokenJsonIsReportedWithItsPlace() throws IOException {
    refusedInLine(
        2,
        "{\"format\": \"millrace-manifest\",\n \"version\": 1, oops",
        ": malformed manifest: Unexpected character ('o' (code 111)): was expecting double-quote to"
            + " start field name");
    refusedInLine(1, "", ": malformed manifest: No content to map due to end-of-input");
  }

  @Test
  void foreignContentIsRefused() throws IOException {
    refused(
        "null",
        ": malformed manifest: not a manifest (expected: \"format\": \"millrace-manifest\")");
    refused(
        "{\"format\":\"x\",\"version\":1,\"splits\":{}}",
        ": malformed manifest: not a manifest (expected: \"format\": \"millrace-manifest\")");
    refused(
        "{\"format\":\"millrace-manifest\",\"version\":2,\"splits\":{}}",
        ": malformed manifest: version 2 (expected: 1); use a newer Millrace");
    refused(
        "{\"format\":\"millrace-manifest\",\"version\":1,\"splits\":{\"train\":null}}",
        ": malformed manifest: split 'train' lists no files");
  }

  @Test
  void aCountThatIsNotTheSumIsRefused() throws IOException {
    refused(
        split(8, 100, FILE.formatted(0), 3, DIGEST),
        ": malformed manifest: split 'train': found 8 records, 100 bytes (expected: 3 records,"
            + " 100 bytes, the sum of its files)");
  }

  @Test
  void impossibleFilesAreRefused() throws IOException {
    refusedInLine(
        1,
        split(3, 100, "../x", 3, DIGEST),
        ": malformed manifest: file name '../x' (expected: a plain name)");
    refusedInLine(
        1,
        split(-3, 100, "x", -3, DIGEST),
        ": malformed manifest: x: -3 records, 100 bytes (expected: >= 0)");
    refusedInLine(
        1,
        split(3, 100, "x", 3, "AB"),
        ": malformed manifest: x: sha256 'AB' (expected: 64 lower-case hexadecimal digits)");
    ShardFile file = new ShardFile("x", 1, 1, DIGEST);
    assertThatThrownBy(() -> Manifest.of(Map.of("train", List.of(file, file))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("split 'train': x twice");
    assertThatThrownBy(() -> Manifest.of(Map.of("a/b", List.of(file))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("split 'a/b' (expected: a plain name)");
  }

  private static String split(long records, long bytes, String name, long inFile, String digest) {
    return ("{\"format\":\"millrace-manifest\",\"version\":1,\"splits\":{\"train\":{\"records\":%d,"
            + "\"bytes\":%d,\"files\":[{\"name\":\"%s\",\"records\":%d,\"bytes\":100,"
            + "\"sha256\":\"%s\"}]}}}")
        .formatted(records, bytes, name, inFile, digest);
  }

  @Test
  void splitsComeFromTheManifestElseFromTheFolders() throws IOException {
    Files.createDirectories(folder.resolve("7/Split-train"));
    Files.createDirectories(folder.resolve("7/Split-eval"));
    Files.createDirectories(folder.resolve("7/other"));
    Files.writeString(folder.resolve("7/Split-file"), "");
    assertThat(ArtifactLayout.splits(storage, artefact)).containsExactly("eval", "train");
    manifest.write(storage, artefact);
    assertThat(ArtifactLayout.splits(storage, artefact)).containsExactly("train", "eval");
    assertThatThrownBy(() -> ArtifactLayout.splits(storage, artefact + "x"))
        .isInstanceOf(MillraceException.class)
        .hasMessage(artefact + "x: no such artefact (expected: a folder with Split-NAME)");
  }

  @Test
  void theLayoutIsThatOfTfx() {
    ArtifactLayout layout = new ArtifactLayout("/root/");
    assertThat(layout.output("example-gen", "examples", 3))
        .isEqualTo("/root/example-gen/examples/3");
    assertThat(layout.staging("example-gen", 3)).isEqualTo("/root/example-gen/.system/staging/3");
    assertThat(ArtifactLayout.split("/root/x/3", "train")).isEqualTo("/root/x/3/Split-train");
    assertThat(ArtifactLayout.splitNames(List.of("train", "a\"b\\")))
        .isEqualTo("[\"train\", \"a\\\"b\\\\\"]");
  }
}
