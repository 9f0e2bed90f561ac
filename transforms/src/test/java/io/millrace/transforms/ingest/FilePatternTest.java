package io.millrace.transforms.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePatternTest {
  @TempDir Path folder;
  private final Storage storage = new HadoopStorage(new Configuration(false));

  @BeforeEach
  void writeFiles() throws IOException {
    for (String name :
        List.of("a1.gz", "a2.gz", "b1.gz", ".hidden", "_SUCCESS", "x[1]", "sub/a3.gz", "sub/c")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
  }

  @Test
  void aFolderGivesItsVisibleFilesInOrder() throws IOException {
    assertThat(find("")).containsExactly("a1.gz", "a2.gz", "b1.gz", "x[1]");
  }

  @Test
  void patternsMatchWithinNames() throws IOException {
    assertThat(find("/a*")).containsExactly("a1.gz", "a2.gz");
    assertThat(find("/?1.gz")).containsExactly("a1.gz", "b1.gz");
    assertThat(find("/[!a]1.gz")).containsExactly("b1.gz");
    assertThat(find("/[ab]1.*")).containsExactly("a1.gz", "b1.gz");
    assertThat(find("/{a2,b1}.gz")).containsExactly("a2.gz", "b1.gz");
    assertThat(find("/*/a?.gz")).containsExactly("a3.gz");
    assertThat(find("/_*")).containsExactly("_SUCCESS");
  }

  @Test
  void foldersStandForThemselvesWhereTheSourceLooksIntoThem() throws IOException {
    assertThat(find("/sub", FilePattern.Folders.ITSELF)).containsExactly("sub");
    assertThat(find("/*", FilePattern.Folders.ITSELF))
        .containsExactly("a1.gz", "a2.gz", "b1.gz", "sub", "x[1]");
  }

  @Test
  void aFileWhoseNameLooksLikeAPatternIsFoundByItsName() throws IOException {
    assertThat(find("/x[1]")).containsExactly("x[1]");
  }

  @Test
  void missingPathsAndPatternsWithoutAMatchAreUsageErrors() throws IOException {
    Files.createDirectory(folder.resolve("empty"));

    assertUsage("/nowhere", "nowhere: no such file or folder");
    assertUsage("/z*", "z*: no file matches the pattern");
    assertThatThrownBy(() -> find("/[z-a]*"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("'[z-a]*': not a file pattern");
    assertUsage("/nowhere/z*", "no folder " + folder + "/nowhere to look in");
    assertUsage("/empty", "empty: no file in the folder");
  }

  private List<String> find(String path) throws IOException {
    return find(path, FilePattern.Folders.FILES);
  }

  private List<String> find(String path, FilePattern.Folders folders) throws IOException {
    return FilePattern.find(storage, folder + path, "input", folders).stream()
        .map(Storage.Entry::name)
        .toList();
  }

  private void assertUsage(String path, String message) {
    assertThatThrownBy(() -> find(path))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(Category.USAGE))
        .hasMessageStartingWith("input: ")
        .hasMessageContaining(message);
  }
}
