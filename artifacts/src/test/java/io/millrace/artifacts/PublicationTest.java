package io.millrace.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicationTest {
  private static final List<String> CHANNELS = List.of("evaluation", "blessing");
  private static final String GONE = new ProcessOwner(ProcessOwner.current().host(), 1, 1).encode();

  @TempDir Path folder;
  private final Storage disk = new HadoopStorage(new Configuration(false));

  private ArtifactLayout layout() {
    return new ArtifactLayout(folder.toString());
  }

  /** All files below the folder. */
  private Set<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
    }
  }

  private Publication staged(Storage storage) throws IOException {
    Publication publication = Publication.stage(storage, layout(), "evaluator", 7, CHANNELS);
    fill(publication);
    return publication;
  }

  private void fill(Publication publication) throws IOException {
    for (Map.Entry<String, String> output : publication.outputs().entrySet()) {
      disk.writeBytes(output.getValue() + "/" + output.getKey(), new byte[] {1});
    }
  }

  @Test
  void outputsAppearWhenPublished() throws IOException {
    try (Publication publication = staged(disk)) {
      assertThat(publication.outputs().keySet()).containsExactlyElementsOf(CHANNELS);
      assertThat(folder.resolve("evaluator/evaluation")).doesNotExist();
      assertThat(publication.publish())
          .containsExactly(
              Map.entry("evaluation", folder + "/evaluator/evaluation/7"),
              Map.entry("blessing", folder + "/evaluator/blessing/7"));
    }
    assertThat(files())
        .containsExactly("evaluator/blessing/7/blessing", "evaluator/evaluation/7/evaluation");
  }

  @Test
  void nothingIsLeftWhenClosedWithoutPublishing() throws IOException {
    staged(disk).close();
    assertThat(files()).isEmpty();
  }

  @Test
  void abortTakesBackWhatWasPublished() throws IOException {
    try (Publication publication = staged(disk)) {
      publication.publish();
      publication.abort();
      publication.abort();
    }
    assertThat(files()).isEmpty();
    assertThat(folder.resolve("evaluator/evaluation/7")).doesNotExist();
  }

  @Test
  void aFailureBetweenTheMovesUndoesTheFirst() throws IOException {
    FailingMoves failing = new FailingMoves(disk, "blessing/7");
    try (Publication publication = staged(failing)) {
      assertThatThrownBy(publication::publish)
          .isInstanceOf(IOException.class)
          .hasMessage("no move to blessing/7");
      assertThat(files()).isEmpty();
      assertThatThrownBy(publication::publish)
          .isInstanceOf(MillraceException.class)
          .hasMessage("outputs published twice or after abort");
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void whereMovingIsACopyOutputsAreWrittenToTheirPlace() throws IOException {
    FailingMoves store = FailingMoves.objectStore(disk);
    try (Publication publication = staged(store)) {
      assertThat(publication.outputs())
          .containsExactly(
              Map.entry("evaluation", folder + "/evaluator/evaluation/7"),
              Map.entry("blessing", folder + "/evaluator/blessing/7"));
      assertThat(publication.publish()).isEqualTo(publication.outputs());
    }
    assertThat(files())
        .containsExactly("evaluator/blessing/7/blessing", "evaluator/evaluation/7/evaluation");
  }

  @Test
  void whereMovingIsACopyNothingIsLeftEither() throws IOException {
    FailingMoves store = FailingMoves.objectStore(disk);
    Publication closed = staged(store);
    String late = ArtifactLayout.attempts(closed.outputs().get("evaluation")) + "/train-00000";
    disk.writeBytes(late, new byte[] {1});
    closed.close();
    assertThat(files()).isEmpty();

    try (Publication publication = staged(store)) {
      publication.publish();
      publication.abort();
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void anExecutionIdThatIsTakenIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("evaluator/blessing/7"));
    assertThatThrownBy(() -> Publication.stage(disk, layout(), "evaluator", 7, CHANNELS))
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.category()).isEqualTo(MillraceException.Category.USAGE))
        .hasMessageStartingWith(
            folder + "/evaluator/blessing/7: exists, but the metadata store does not know it");
    assertThat(files()).isEmpty();
  }

  @Test
  void anUnwritableRootIsAnIoExceptionAndLeavesNothing() throws IOException {
    Files.writeString(folder.resolve("root"), "a file");
    ArtifactLayout layout = new ArtifactLayout(folder + "/root");
    assertThatThrownBy(() -> Publication.stage(disk, layout, "n", 1, CHANNELS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder + "/root");
    assertThat(files()).containsExactly("root");
  }

  @Test
  void aUsersFoldersAreFilledBesideAndThenMoved() throws IOException {
    Map<String, String> targets = new LinkedHashMap<>();
    targets.put("evaluation", folder + "/out/evaluation/");
    targets.put("blessing", folder + "/blessing");
    Files.createDirectories(folder.resolve("blessing"));
    try (Publication publication = Publication.stage(disk, targets)) {
      fill(publication);
      assertThat(folder.resolve("blessing")).isEmptyDirectory();
      assertThat(publication.publish())
          .containsEntry("evaluation", folder + "/out/evaluation")
          .containsEntry("blessing", folder + "/blessing");
    }
    assertThat(files()).containsExactly("blessing/blessing", "out/evaluation/evaluation");
  }

  @Test
  void aUsersFolderThatHoldsSomethingIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("out"));
    Files.writeString(folder.resolve("out/mine"), "x");
    assertThatThrownBy(() -> Publication.stage(disk, Map.of("transform_graph", folder + "/out")))
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.category()).isEqualTo(MillraceException.Category.USAGE))
        .hasMessage(
            "--transform-graph "
                + folder
                + "/out: exists and holds 1 entries (expected: a new or empty folder); remove it"
                + " or choose another place");
    assertThatThrownBy(() -> Publication.stage(disk, Map.of("model", folder + "/out/mine")))
        .hasMessage("--model " + folder + "/out/mine: is a file (expected: a new folder)");
    assertThat(files()).containsExactly("out/mine");
  }

  @Test
  void onePlaceForTwoOutputsIsRefused() {
    Map<String, String> same = new LinkedHashMap<>();
    same.put("evaluation", folder + "/out");
    same.put("blessing", folder + "/out/");
    assertThatThrownBy(() -> Publication.stage(disk, same))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            "--blessing " + folder + "/out/: given for two outputs (expected: one folder each)");
    for (String whole : List.of("/", "file:///", "s3a://bucket", "s3a://bucket/", "")) {
      assertThatThrownBy(() -> Publication.stage(disk, Map.of("model", whole)))
          .isInstanceOf(MillraceException.class)
          .hasMessage("--model " + whole + ": not a folder to write (expected: a new folder)");
    }
  }

  @Test
  void somebodyElsesFilesInTheTargetAreKept() throws IOException {
    try (Publication publication = Publication.stage(disk, Map.of("model", folder + "/out"))) {
      fill(publication);
      Files.createDirectories(folder.resolve("out"));
      Files.writeString(folder.resolve("out/theirs"), "x");
      assertThatThrownBy(publication::publish)
          .isInstanceOf(IOException.class)
          .hasMessage(folder + "/out: cannot move there: it exists");
    }
    assertThat(files()).containsExactly("out/theirs");
  }

  @Test
  void leftoversOfACrashAreRemovedByTheNextRun() throws IOException {
    crash(3, GONE, "evaluation");
    crash(4, GONE, "evaluation", "blessing");
    crash(5, ProcessOwner.current().encode(), "evaluation");
    crash(6, "1@1@another-machine", "evaluation");
    Files.createDirectories(folder.resolve("evaluator/.system/staging/8"));
    Files.createDirectories(folder.resolve("evaluator/evaluation/9"));
    List<String> removed =
        Publication.removeLeftovers(disk, layout(), "evaluator", id -> id == 4 || id == 9);
    String node = folder + "/evaluator/";
    assertThat(removed)
        .containsExactly(
            node + "evaluation/3", node + ".system/staging/3", node + ".system/staging/4");
    for (String kept :
        List.of("evaluation/4", "blessing/4", "evaluation/5", "evaluation/6", "evaluation/9")) {
      assertThat(Path.of(node + kept)).exists();
    }
    assertThat(Path.of(node + ".system/staging").toFile().list())
        .containsExactlyInAnyOrder("5", "6", "8");
    assertThat(Publication.removeLeftovers(disk, layout(), "no-such-node", id -> false)).isEmpty();
  }

  /** An execution killed while it published: its staging place and some outputs are there. */
  private void crash(int id, String owner, String... published) throws IOException {
    Path place = folder.resolve("evaluator/.system/staging/" + id);
    Files.createDirectories(place.resolve("blessing"));
    Files.writeString(place.resolve("owner"), owner);
    for (String channel : published) {
      Path output = folder.resolve("evaluator/" + channel + "/" + id);
      Files.createDirectories(output);
      Files.writeString(output.resolve("x"), "x");
    }
  }

  @Test
  void leftoversBesideAUsersFolderAreRemovedToo() throws IOException {
    for (String name : List.of(".out.staging-1", ".out.staging-2", ".other.staging-3")) {
      Files.createDirectories(folder.resolve(name + "/model"));
      Files.writeString(folder.resolve(name + "/model/x"), "x");
      Files.writeString(
          folder.resolve(name + "/owner"),
          name.endsWith("2") ? ProcessOwner.current().encode() : GONE);
    }
    Publication.stage(disk, Map.of("model", folder + "/out")).close();
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(".out.staging-2", ".other.staging-3");
  }

  @Test
  void ownersAreRecognised() {
    ProcessOwner self = ProcessOwner.current();
    assertThat(ProcessOwner.parse(self.encode() + "\n")).contains(self);
    assertThat(self.isGone()).isFalse();
    assertThat(startedEarlier(self, 100_000).isGone()).isTrue();
    assertThat(startedEarlier(self, 2_000).isGone()).as("after the clock was set").isFalse();
    assertThat(new ProcessOwner(self.host(), self.pid(), 0).isGone()).as("unknown start").isFalse();
    assertThat(new ProcessOwner("elsewhere", 1, 1).isGone()).isFalse();
    assertThat(ProcessOwner.parse("junk")).isEmpty();
    assertThat(ProcessOwner.parse("a@b@c")).isEmpty();
  }

  private static ProcessOwner startedEarlier(ProcessOwner owner, long millis) {
    return new ProcessOwner(owner.host(), owner.pid(), owner.startedMillis() - millis);
  }

  @Test
  void twoRunsOfOneIdDoNotTouchEachOther() throws IOException {
    ArtifactLayout layout = new ArtifactLayout(folder.toString());
    try (Publication first = Publication.stage(disk, layout, "gen", 1, List.of("examples"))) {
      Path written = Path.of(first.outputs().get("examples"), "x");
      Files.writeString(written, "x");

      assertThatThrownBy(() -> Publication.stage(disk, layout, "gen", 1, List.of("examples")))
          .isInstanceOf(MillraceException.class)
          .hasMessageContaining("another run is writing there");
      assertThat(written).hasContent("x");
    }
  }

  /** Fails the moves to one place. */
  private static final class FailingMoves implements Storage {
    private static final long serialVersionUID = 1L;
    private final Storage storage;
    private final String suffix;
    private final boolean atomic;

    FailingMoves(Storage storage, String suffix) {
      this(storage, suffix, true);
    }

    private FailingMoves(Storage storage, String suffix, boolean atomic) {
      this.storage = storage;
      this.suffix = suffix;
      this.atomic = atomic;
    }

    /** No move at all. */
    static FailingMoves objectStore(Storage storage) {
      return new FailingMoves(storage, "", false);
    }

    @Override
    public boolean movesAtomically(String uri) {
      return atomic;
    }

    @Override
    public void move(String fromUri, String toUri) throws IOException {
      if (toUri.endsWith(suffix)) {
        throw new IOException("no move to " + suffix);
      }
      storage.move(fromUri, toUri);
    }

    @Override
    public InputStream open(String uri) throws IOException {
      return storage.open(uri);
    }

    @Override
    public SeekableByteChannel openChannel(String uri) throws IOException {
      return storage.openChannel(uri);
    }

    @Override
    public OutputStream create(String uri) throws IOException {
      return storage.create(uri);
    }

    @Override
    public boolean exists(String uri) throws IOException {
      return storage.exists(uri);
    }

    @Override
    public Entry stat(String uri) throws IOException {
      return storage.stat(uri);
    }

    @Override
    public List<Entry> list(String uri) throws IOException {
      return storage.list(uri);
    }

    @Override
    public void createFolder(String uri) throws IOException {
      storage.createFolder(uri);
    }

    @Override
    public void delete(String uri) throws IOException {
      storage.delete(uri);
    }
  }
}
