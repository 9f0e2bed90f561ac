package io.millrace.model.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.model.testing.LocalStorage;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PusherTest {
  private static final long NOW = 1_790_000_000L;

  @TempDir Path root;
  private final WatchedStorage storage = new WatchedStorage();

  @BeforeEach
  void writeModel() throws IOException {
    write("model/Format-Serving/saved_model.pb", "graph");
    write("model/Format-Serving/variables/variables.index", "index");
    write("model/Format-Serving/variables/variables.data-00000-of-00001", "weights");
    write("model/Format-Serving/assets/vocabulary", "a\nb\n");
    write("blessed/BLESSED", "");
    write("unblessed/NOT_BLESSED", "");
    Files.createDirectories(root.resolve("pushed"));
  }

  @Test
  void aBlessedModelIsPushedIntoAVersionFolder() throws Exception {
    ComponentResult result = push("blessed");

    Path version = root.resolve("serving/" + NOW);
    assertThat(names(root.resolve("serving"))).containsExactly(Long.toString(NOW));
    assertThat(version.resolve("saved_model.pb")).hasContent("graph");
    assertThat(version.resolve("variables/variables.data-00000-of-00001")).hasContent("weights");
    assertThat(version.resolve("assets/vocabulary")).hasContent("a\nb");
    assertThat(root.resolve("pushed/saved_model.pb")).hasContent("graph");
    assertThat(root.resolve("pushed/variables/variables.index")).hasContent("index");
    assertThat(result.headline()).isEqualTo("pushed to " + version);
    assertThat(result.failure()).isEmpty();
    assertThat(result.properties().get("pushed_model"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "pushed", 1L,
                "pushed_destination", version.toString(),
                "pushed_version", Long.toString(NOW)));
  }

  @Test
  void theModelFileIsCopiedLast() throws Exception {
    push("blessed");
    List<String> created = storage.created;
    assertThat(created).hasSize(8);
    assertThat(created.get(3)).endsWith("pushed/saved_model.pb");
    assertThat(created.get(7)).endsWith("/saved_model.pb");
  }

  @Test
  void aModelThatIsNotBlessedIsNotPushedAndThatIsNoFailure() throws Exception {
    ComponentResult result =
        run(
            "unblessed",
            Map.of("reason", "accuracy 0.7 (expected: >= 0.8)"),
            Optional.of("serving"));
    assertThat(root.resolve("serving")).doesNotExist();
    assertThat(root.resolve("pushed")).isEmptyDirectory();
    assertThat(result.headline())
        .isEqualTo("not pushed: the model is not blessed: accuracy 0.7 (expected: >= 0.8)");
    assertThat(result.failure()).isEmpty();
    assertThat(result.properties().get("pushed_model")).isEqualTo(Map.of("pushed", 0L));
  }

  @Test
  void aTakenVersionGivesTheNextSecond() throws Exception {
    write("serving/" + NOW + "/saved_model.pb", "older");
    push("blessed");
    assertThat(names(root.resolve("serving")))
        .containsExactly(Long.toString(NOW), Long.toString(NOW + 1));
    assertThat(root.resolve("serving/" + NOW + "/saved_model.pb")).hasContent("older");
  }

  @Test
  void aVersionIsAlwaysTheHighestSoThatServersTakeIt() throws Exception {
    write("serving/1795000000/saved_model.pb", "from a clock that is ahead");
    write("serving/notes.txt", "not a version");
    push("blessed");
    assertThat(root.resolve("serving/1795000001/saved_model.pb")).hasContent("graph");
  }

  @Test
  void aPushThatTakesTheVersionMeanwhileIsNotOverwritten() throws Exception {
    storage.beforeMove =
        target -> {
          storage.beforeMove = t -> {};
          write(root.relativize(Path.of(target)) + "/saved_model.pb", "other");
        };
    push("blessed");
    assertThat(root.resolve("serving/" + NOW + "/saved_model.pb")).hasContent("other");
    assertThat(root.resolve("serving/" + (NOW + 1) + "/saved_model.pb")).hasContent("graph");
    assertThat(names(root.resolve("serving"))).hasSize(2);
  }

  @Test
  void aFailureInTheMiddleLeavesNoVersionFolder() throws Exception {
    // The artefact takes four files, the destination fails at its third.
    storage.failAtFile = 7;
    assertThatThrownBy(() -> push("blessed"))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            root.resolve("serving")
                + ": cannot push the model: disk full; nothing was published, make the folder"
                + " writable and push again");
    assertThat(root.resolve("serving")).isEmptyDirectory();
  }

  @Test
  void whereMovingIsACopyTheFilesAreWrittenInPlaceTheModelLast() throws Exception {
    storage.atomicMoves = false;
    storage.beforeMove =
        target -> {
          throw new IOException("no moves here");
        };
    push("blessed");
    assertThat(root.resolve("serving/" + NOW + "/saved_model.pb")).hasContent("graph");
    assertThat(storage.created.subList(4, 8))
        .allSatisfy(file -> assertThat(file).startsWith(root.resolve("serving/" + NOW) + "/"));
    assertThat(storage.created.get(7)).endsWith("/saved_model.pb");
  }

  @Test
  void whereMovingIsACopyAFailureLeavesNoVersionFolderEither() throws Exception {
    storage.atomicMoves = false;
    storage.failAtFile = 7;
    assertThatThrownBy(() -> push("blessed")).isInstanceOf(MillraceException.class);
    assertThat(root.resolve("serving/" + NOW)).doesNotExist();
  }

  @Test
  void aFailedMoveLeavesNothingBehind() {
    storage.beforeMove =
        target -> {
          throw new IOException("gone");
        };
    assertThatThrownBy(() -> push("blessed"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("cannot push the model: gone");
    assertThat(root.resolve("serving")).isEmptyDirectory();
  }

  @Test
  void withoutDestinationTheModelGoesIntoTheArtefactOnly() throws Exception {
    ComponentResult result = run("blessed", Map.of(), Optional.empty());
    assertThat(root.resolve("pushed/saved_model.pb")).hasContent("graph");
    assertThat(result.headline())
        .isEqualTo("pushed into the artefact only; set push_destination to serve the model");
    assertThat(result.properties().get("pushed_model")).isEqualTo(Map.of("pushed", 1L));
  }

  @Test
  void aBlessingWithoutFileIsAnError() throws Exception {
    write("empty/other", "");
    assertThatThrownBy(() -> push("empty"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("empty: found neither BLESSED nor NOT_BLESSED");
  }

  @Test
  void aMissingModelIsAnError() throws Exception {
    Files.delete(root.resolve("model/Format-Serving/saved_model.pb"));
    assertThatThrownBy(() -> push("blessed"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("model: found no model (expected: Format-Serving/saved_model.pb");
  }

  @Test
  void anEmptyDestinationIsRefused() {
    assertThatThrownBy(() -> new PusherOptions(Optional.of(" ")))
        .isInstanceOf(MillraceException.class)
        .hasMessage("push_destination: '' (expected: a folder, or nothing)");
  }

  private ComponentResult push(String blessing) throws IOException {
    return run(blessing, Map.of(), Optional.of("serving"));
  }

  private ComponentResult run(
      String blessing, Map<String, Object> properties, Optional<String> destination)
      throws IOException {
    Pusher pusher = new Pusher(Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
    return pusher.run(
        new ComponentContext<>(
            null,
            storage,
            new PusherOptions(destination.map(d -> root.resolve(d).toString())),
            Map.of(
                "model",
                new InputArtifact(
                    ArtifactType.MODEL, root.resolve("model").toString(), Map.of(), 1),
                "blessing",
                new InputArtifact(
                    ArtifactType.MODEL_BLESSING, root.resolve(blessing).toString(), properties, 2)),
            Map.of("pushed_model", root.resolve("pushed").toString()),
            Progress.silent()));
  }

  private void write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Local files; notes what is created and fails on demand. */
  private static final class WatchedStorage implements Storage {
    private static final long serialVersionUID = 1L;

    interface MoveHook {
      void before(String target) throws IOException;
    }

    private final transient LocalStorage files = new LocalStorage();
    private transient boolean atomicMoves = true;
    private final transient List<String> created = new ArrayList<>();
    private transient MoveHook beforeMove = target -> {};
    private transient int failAtFile = Integer.MAX_VALUE;

    @Override
    public InputStream open(String uri) throws IOException {
      return files.open(uri);
    }

    @Override
    public SeekableByteChannel openChannel(String uri) throws IOException {
      return files.openChannel(uri);
    }

    @Override
    public OutputStream create(String uri) throws IOException {
      created.add(uri);
      OutputStream out = files.create(uri);
      if (created.size() == failAtFile) {
        out.write('g');
        out.close();
        throw new IOException("disk full");
      }
      return out;
    }

    @Override
    public boolean movesAtomically(String uri) {
      return atomicMoves;
    }

    @Override
    public boolean exists(String uri) throws IOException {
      return files.exists(uri);
    }

    @Override
    public Entry stat(String uri) throws IOException {
      return files.stat(uri);
    }

    @Override
    public List<Entry> list(String uri) throws IOException {
      return files.list(uri);
    }

    @Override
    public void createFolder(String uri) throws IOException {
      files.createFolder(uri);
    }

    @Override
    public void delete(String uri) throws IOException {
      files.delete(uri);
    }

    @Override
    public void move(String fromUri, String toUri) throws IOException {
      beforeMove.before(toUri);
      files.move(fromUri, toUri);
    }
  }
}
