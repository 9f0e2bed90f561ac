package io.millrace.transforms.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.MillraceException.Category;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.testing.SparkTestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDigestsTest {
  private static final int CHUNK = 1000;

  @TempDir Path folder;
  private final Storage storage = new HadoopStorage(new Configuration(false));
  private final SourceContext context =
      new SourceContext(SparkTestSession.get(), storage, Progress.silent());

  @ParameterizedTest
  @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK})
  void aFileOfAtMostOneChunkHasThePlainDigest(int bytes) throws Exception {
    byte[] content = content(bytes);
    assertThat(digests(new FileDigests(CHUNK), write("a", content)))
        .containsExactly(hex(sha256(content)));
  }

  @ParameterizedTest
  @ValueSource(ints = {CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 2 * CHUNK + 1, 10 * CHUNK + 500})
  void aLargerFileHasTheDigestOfTheDigestsOfItsChunks(int bytes) throws Exception {
    byte[] content = content(bytes);
    assertThat(digests(new FileDigests(CHUNK), write("a", content))).containsExactly(tree(content));
  }

  @Test
  void theDigestOfAFileDependsOnNeitherItsNeighboursNorTasks() throws Exception {
    Random random = new Random(7);
    List<String> expected = new ArrayList<>();
    List<ListedFile> files = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      byte[] content = content(random.nextInt(i % 10 == 0 ? 8 * CHUNK : CHUNK / 2));
      files.add(write("f" + i, content));
      expected.add(content.length > CHUNK ? tree(content) : hex(sha256(content)));
    }
    assertThat(digests(new FileDigests(CHUNK), files.toArray(ListedFile[]::new)))
        .isEqualTo(expected);
  }

  @Test
  void chunksOfOneFileGoToTasksOfTheirOwnAndSmallFilesTogether() {
    List<List<FilePiece>> packs =
        new FileDigests(CHUNK)
            .packs(List.of(listed("big", 3 * CHUNK), listed("s1", 300), listed("s2", 300)));
    assertThat(packs).hasSize(4);
    assertThat(packs.get(2)).containsExactly(new FilePiece("big", 2 * CHUNK, CHUNK, 3 * CHUNK));
    assertThat(packs.get(3)).extracting(FilePiece::uri).containsExactly("s1", "s2");
  }

  @Test
  void aFileOfTenGigabytesHasAHundredAndSixtyChunks() {
    assertThat(new FileDigests().packs(List.of(listed("big", 10L << 30)))).hasSize(160);
  }

  @Test
  void whenAFileWasWrittenDoesNotCount() throws Exception {
    byte[] content = content(2500);
    ListedFile before = write("a", content);
    List<String> first = digests(new FileDigests(CHUNK), before);
    Files.setLastModifiedTime(folder.resolve("a"), FileTime.fromMillis(86_400_000));

    ListedFile after = ListedFile.of(storage.stat(before.uri()));

    assertThat(after.modifiedMillis()).isNotEqualTo(before.modifiedMillis());
    assertThat(digests(new FileDigests(CHUNK), after)).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 2500})
  void aFileThatChangesMeanwhileIsRefused(int bytes) throws Exception {
    ListedFile listed = write("a", content(bytes));
    Files.write(folder.resolve("a"), content(bytes + 1));

    assertThatThrownBy(() -> digests(new FileDigests(CHUNK), listed))
        .isInstanceOfSatisfying(
            MillraceException.class, e -> assertThat(e.category()).isEqualTo(Category.DATA))
        .hasMessage(
            "%s: found %,d bytes (expected: %,d, as when it was listed); run again when nobody writes to it",
            listed.uri(), bytes + 1, bytes);
  }

  private List<String> digests(FileDigests digests, ListedFile... files) throws IOException {
    return digests.of(context, Arrays.asList(files)).stream().map(InputFile::sha256).toList();
  }

  private ListedFile write(String name, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    return ListedFile.of(storage.stat(file.toString()));
  }

  private static ListedFile listed(String name, long bytes) {
    return new ListedFile(name, bytes, 1);
  }

  private static byte[] content(int bytes) {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return content;
  }

  /** The definition in the Javadoc, by other means. */
  private static String tree(byte[] content) throws NoSuchAlgorithmException {
    MessageDigest all = MessageDigest.getInstance("SHA-256");
    for (int i = 0; i < content.length; i += CHUNK) {
      all.update(sha256(Arrays.copyOfRange(content, i, Math.min(content.length, i + CHUNK))));
    }
    return hex(all.digest());
  }

  private static byte[] sha256(byte[] content) throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256").digest(content);
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
