package io.millrace.transforms.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Example;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordReader;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.Digests;
import io.millrace.transforms.testing.ExampleFolder;
import io.millrace.transforms.testing.SparkTestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;

class TransformTest {
  private static final String SCHEMA =
      """
      feature {
        name: "image"
        type: BYTES
        presence { min_fraction: 1.0 }
        shape { dim { size: 1 } }
      }
      feature {
        name: "label"
        type: INT
        presence { min_fraction: 1.0 }
        shape { dim { size: 1 } }
      }
      feature {
        name: "tags"
        type: BYTES
      }
      feature {
        name: "weight"
        type: FLOAT
        presence { min_fraction: 1.0 }
        shape { }
      }
      """;
  private static final Map<String, List<?>> FEATURES =
      Map.of(
          "image", List.of("decode_raw", Map.of("reshape", List.of(2, 3, 1)), "scale_to_0_1"),
          "label", List.of(),
          "kind", List.of(Map.of("from", "label"), Map.of("one_hot", 10)),
          "weight", List.of("scale_to_0_1", "scale_to_z_score"));

  private final Storage storage = new HadoopStorage(new Configuration(false));
  @TempDir private Path folder;
  private int runs;

  @BeforeEach
  void writeInputs() throws IOException {
    Files.createDirectories(folder.resolve("schema"));
    Files.writeString(folder.resolve("schema/schema.pbtxt"), SCHEMA);
    new ExampleFolder(folder.resolve("examples"))
        .shard("train", 0, 0, 50, TransformTest::fill)
        .shard("train", 1, 50, 80, TransformTest::fill)
        .shard("eval", 0, 80, 100, TransformTest::fill)
        .shard("eval", 1, 0, 0, TransformTest::fill);
  }

  /** Pixels of 10 to 109, so the analysed ones are 10 to 89; weights of 0 to 99. */
  private static void fill(int index, ExampleBuilder builder) {
    byte pixel = (byte) (10 + index);
    builder.putBytes("image", new byte[] {pixel, pixel, pixel, pixel, pixel, pixel});
    builder.putLongs("label", index % 10);
    builder.putFloats("weight", index);
    if (index % 3 == 0) {
      builder.putBytes("tags", new byte[] {'a'});
    }
  }

  private ComponentResult run(Map<String, ?> options) throws Exception {
    Path out = folder.resolve("run" + ++runs);
    Map<String, String> outputs =
        Map.of(
            "transform_graph", Files.createDirectories(out.resolve("graph")).toString(),
            "transformed_examples", Files.createDirectories(out.resolve("examples")).toString());
    Map<String, InputArtifact> inputs =
        Map.of(
            "examples",
            new ExampleFolder(folder.resolve("examples")).artefact(),
            "schema",
            new InputArtifact(
                ArtifactType.SCHEMA, folder.resolve("schema").toString(), Map.of(), 0));
    return new Transform()
        .run(
            new ComponentContext<>(
                SparkTestSession.get(),
                storage,
                OptionsBinder.bind(TransformOptions.class, options),
                inputs,
                outputs,
                Progress.silent()));
  }

  private List<Example> read(String file) throws IOException {
    List<Example> examples = new ArrayList<>();
    Path path = folder.resolve("run" + runs).resolve("examples").resolve(file);
    try (TfRecordReader reader = TfRecordReader.open(Files.newInputStream(path), file)) {
      while (reader.next()) {
        examples.add(Example.parse(reader.record()));
      }
    }
    return examples;
  }

  private List<String> files(String below) throws IOException {
    Path root = folder.resolve("run" + runs).resolve(below);
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> root.relativize(f).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void transformsAllSplitsByWhatTheAnalysedOneShows() throws Exception {
    ComponentResult result = run(Map.of("features", FEATURES));

    assertThat(result.recordsIn()).isEqualTo(100);
    assertThat(result.headline()).startsWith("4 transformed features, 2 full passes, graph ");
    assertThat(result.properties().get("transformed_examples"))
        .containsEntry("split_names", "[\"eval\", \"train\"]");
    List<Example> train = read("Split-train/transformed_examples-00001-of-00002.gz");
    assertThat(train).hasSize(30);
    Example first = train.get(0);
    assertThat(first.names()).containsExactlyInAnyOrder("image", "kind", "label", "weight");
    assertThat(first.floats("image")).hasSize(6).containsOnly(50 / 79f);
    assertThat(first.longs("label")).containsExactly(0);
    assertThat(train.get(3).floats("kind")).containsExactly(0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
    // Scaling to 0..1 first does not change the score: mean 39.5, variance (80^2 - 1) / 12.
    float score = (float) ((50 - 39.5) / Math.sqrt((6400 - 1) / 12.0));
    assertThat(first.floats("weight")[0]).isEqualTo(score, offset(1e-5f));
    Example last = read("Split-eval/transformed_examples-00000-of-00002.gz").get(19);
    assertThat(last.floats("image")).containsOnly(99 / 79f);
    assertThat(read("Split-eval/transformed_examples-00001-of-00002.gz")).isEmpty();
  }

  @Test
  void leavesTheFilesThatTfxReadsAndNoOther() throws Exception {
    run(Map.of("features", FEATURES));
    assertThat(files("examples"))
        .containsExactly(
            "Split-eval/transformed_examples-00000-of-00002.gz",
            "Split-eval/transformed_examples-00001-of-00002.gz",
            "Split-train/transformed_examples-00000-of-00002.gz",
            "Split-train/transformed_examples-00001-of-00002.gz",
            "manifest.json");
    Path out = folder.resolve("run" + runs);
    assertThat(out.resolve(".examples.attempts")).doesNotExist();
    Manifest manifest = Manifest.read(storage, out.resolve("examples").toString());
    assertThat(manifest.records("train")).isEqualTo(80);
    assertThat(manifest.records("eval")).isEqualTo(20);
    Manifest.ShardFile file = manifest.files("train").get(0);
    byte[] bytes = Files.readAllBytes(out.resolve("examples/Split-train").resolve(file.name()));
    assertThat(file.bytes()).isEqualTo(bytes.length);
    assertThat(file.sha256()).isEqualTo(Digests.of(bytes));

    assertThat(files("graph"))
        .containsExactly(
            "metadata/schema.pbtxt",
            "transform_fn/saved_model.pb",
            "transformed_metadata/schema.pbtxt");
    assertThat(out.resolve("graph/transformed_metadata/schema.pbtxt"))
        .content()
        .startsWith(
            """
            feature {
              name: "image"
              type: FLOAT
              presence {
                min_fraction: 1.0
              }
              shape {
                dim {
                  size: 2
                }
            """);
    TransformGraph graph = TransformGraph.load(storage, out.resolve("graph").toString());
    assertThat(graph.outputs()).containsOnlyKeys("image", "kind", "label", "weight");
    assertThat(graph.rawPixelsNode("image")).isPresent();
    assertThat(graph.inputsOf(List.of("image"))).containsOnlyKeys("image");
  }

  @Test
  void givesEqualBytesForEqualInput() throws Exception {
    run(Map.of("features", FEATURES));
    List<byte[]> first = new ArrayList<>();
    for (String below : List.of("examples", "graph")) {
      for (String file : files(below)) {
        first.add(Files.readAllBytes(folder.resolve("run1").resolve(below).resolve(file)));
      }
    }
    run(Map.of("features", FEATURES));
    int at = 0;
    for (String below : List.of("examples", "graph")) {
      for (String file : files(below)) {
        assertThat(Files.readAllBytes(folder.resolve("run2").resolve(below).resolve(file)))
            .as(file)
            .isEqualTo(first.get(at++));
      }
    }
    run(Map.of("features", FEATURES, "batch_size", 7));
    assertThat(read("Split-train/transformed_examples-00000-of-00002.gz")).hasSize(50);
  }

  @Test
  void whatLostAttemptsOfTasksLeftIsNoPartOfTheArtefact() throws Exception {
    run(Map.of("features", FEATURES));
    Path stale = folder.resolve("run2/.examples.attempts/train-00000-attempt-999999");
    Files.createDirectories(stale.getParent());
    Files.writeString(stale, "half a shard");

    run(Map.of("features", FEATURES));

    assertThat(files("examples")).hasSize(5);
    assertThat(folder.resolve("run2/examples/manifest.json"))
        .hasSameTextualContentAs(folder.resolve("run1/examples/manifest.json"));
    assertThat(stale.getParent()).doesNotExist();
  }

  /** A preprocessing function that users would write. */
  public static final class Weights implements PreprocessingFn {
    @Override
    public Map<String, Operand<?>> apply(TransformContext tft, Map<String, Operand<?>> inputs) {
      return Map.of("score", tft.scaleToZScore(inputs.get("weight")));
    }
  }

  @Test
  void runsAFunctionFromTheClassPath() throws Exception {
    run(Map.of("preprocessing_fn", Weights.class.getName(), "analyze_splits", List.of("eval")));
    float deviation = (float) Math.sqrt((400 - 1) / 12.0);
    assertThat(read("Split-eval/transformed_examples-00000-of-00002.gz").get(0).floats("score")[0])
        .isEqualTo((80 - 89.5f) / deviation, offset(1e-5f));
  }

  private void assertUsage(Map<String, ?> options, String message) {
    assertThatThrownBy(() -> run(options))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((MillraceException) e).category())
        .isEqualTo(MillraceException.Category.USAGE);
  }

  private static Map<String, ?> features(String name, Object... chain) {
    return Map.of("features", Map.of(name, List.of(chain)));
  }

  @Test
  void namesTheMapperThatDoesNotFit() {
    assertUsage(
        features("image", "scale_to_0_1"),
        "features.image[0].scale_to_0_1: found string (expected: a number)");
    assertUsage(
        features("weight", "identity", "decode_raw"),
        "features.weight[1].decode_raw: found float32 (expected: string)");
    assertUsage(
        features("weight", Map.of("one_hot", 3)),
        "features.weight[0].one_hot: found float32 (expected: an integer)");
    assertUsage(
        features("weight", Map.of("reshape", List.of(2, 2))),
        "features.weight[0].reshape: found 1 values of shape [] (expected: 4 for the shape [2, 2])");
    assertUsage(
        features("weight", "identity", Map.of("from", "label")),
        "features.weight[1].from: found it inside a chain (expected: at its beginning)");
    assertUsage(features("label", "one_hto"), "unknown name 'one_hto' (did you mean one_hot?)");
  }

  @Test
  void namesTheFeatureThatIsNotThere() {
    assertUsage(
        features("wieght"),
        "features.wieght: raw feature 'wieght': not in schema.pbtxt (did you mean weight?)");
    assertUsage(
        features("tags"), "features.tags: raw feature 'tags': found a feature of variable length");
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    assertUsage(
        Map.of(), "features: found no features (expected: features, or a preprocessing_fn)");
    assertUsage(
        Map.of("features", Map.of("label", List.of()), "preprocessing_fn", "a.B"),
        "features: found 1 features and a preprocessing_fn");
    assertUsage(
        Map.of("features", Map.of("label", List.of()), "batch_size", 0),
        "batch_size: 0 (expected: >= 1)");
    assertUsage(
        Map.of("features", Map.of("label", List.of()), "analyze_splits", List.of("test")),
        "no split 'test' (expected: one of [eval, train])");
    assertUsage(Map.of("preprocessing_fn", "com.example.None"), "found no class com.example.None");
    assertUsage(
        Map.of("preprocessing_fn", "java.lang.Object"), "found java.lang.Object, which does not");
  }

  @Test
  void aDenseFeatureMustBeInEveryExample() throws IOException {
    Files.writeString(
        folder.resolve("schema/schema.pbtxt"), SCHEMA.replaceFirst("min_fraction: 1.0", ""));
    assertUsage(
        features("label"),
        "schema.pbtxt: feature 'image': found a shape and presence.min_fraction 0.0 (expected: 1");
  }

  @Test
  void dataThatDoNotFitTheSchemaNameTheFile() throws IOException {
    new ExampleFolder(folder.resolve("examples"))
        .shard("train", 1, 0, 5, (i, b) -> b.putLongs("label", 1));
    assertThatThrownBy(() -> run(features("weight", "scale_to_0_1")))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("Split-train/data_tfrecord-00001-of-00002.gz: records 0 to 4: ")
        .hasMessageContaining("Feature: weight (data type: float) is required")
        .extracting(e -> ((MillraceException) e).category())
        .isEqualTo(MillraceException.Category.DATA);
  }

  @Test
  void anEmptyAnalysedSplitIsRefused() throws IOException {
    new ExampleFolder(folder.resolve("examples")).shard("none", 0, 0, 0, TransformTest::fill);
    assertThatThrownBy(
            () ->
                run(
                    Map.of(
                        "features",
                        Map.of("weight", List.of("scale_to_0_1")),
                        "analyze_splits",
                        List.of("none"))))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("found no record in the analysed splits [none]");
  }
}
