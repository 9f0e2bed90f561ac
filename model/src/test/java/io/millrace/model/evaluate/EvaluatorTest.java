package io.millrace.model.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.MillraceException;
import io.millrace.model.testing.LinearModel;
import io.millrace.model.testing.LocalStorage;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.component.ComponentResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The component on Spark, with a model that gives what stands in the examples. */
class EvaluatorTest {
  @TempDir Path root;
  private EvaluationFixture fixture;

  @BeforeEach
  void makeFixture() throws Exception {
    fixture = new EvaluationFixture(root);
  }

  @Test
  void aModelAboveItsThresholdIsBlessed() throws Exception {
    fixture.split("eval", fourExamples(), 2).split("train", List.of(), 1);
    ComponentResult result =
        fixture.run(
            Map.of(
                "labels", EvaluationFixture.NAMES,
                "slices", List.of(List.of("label"), List.of("colour")),
                "thresholds", Map.of("accuracy", Map.of("lower_bound", 0.75))));

    assertThat(result.headline()).isEqualTo("BLESSED: accuracy 0.7500 (expected: >= 0.75)");
    assertThat(result.recordsIn()).isEqualTo(4);
    assertThat(result.failure()).isEmpty();
    assertThat(result.properties().get("blessing"))
        .containsEntry("blessed", 1L)
        .containsEntry("current_model", "/models/7")
        .containsEntry("current_model_id", 7L)
        .containsEntry("reason", "accuracy 0.7500 (expected: >= 0.75)");
    assertThat(result.properties().get("evaluation"))
        .containsEntry("accuracy", 0.75)
        .containsEntry("example_count", 4L);
    assertThat(names(fixture.blessing())).containsExactly("BLESSED");
    assertThat(Files.size(fixture.blessing().resolve("BLESSED"))).isZero();
    assertThat(names(fixture.evaluation()))
        .containsExactlyInAnyOrder(
            "attributions-00000-of-00001.tfrecord",
            "eval_config.json",
            "metrics-00000-of-00001.tfrecord",
            "plots-00000-of-00001.tfrecord",
            "report.html",
            "validations.tfrecord");
    assertThat(result.tables().get(0).rows()).contains(List.of("accuracy", 0.75));
    assertThat(result.tables().get(1).rows().stream().map(row -> row.get(0)))
        .containsExactly(
            "colour=blue",
            "colour=red",
            "label=0 (shirt)",
            "label=1 (coat & <hat>)",
            "label=2 (bag)");
    assertThat(result.tables().get(1).rows().get(1).subList(1, 3)).containsExactly(3L, 2 / 3.0);
  }

  @Test
  void aModelBelowItsThresholdIsNotBlessedAndThatIsNoFailure() throws Exception {
    fixture.split("eval", fourExamples(), 1);
    ComponentResult result =
        fixture.run(Map.of("thresholds", Map.of("accuracy", Map.of("lower_bound", 0.76))));

    assertThat(result.headline()).isEqualTo("NOT_BLESSED: accuracy 0.7500 (expected: >= 0.76)");
    assertThat(result.failure()).isEmpty();
    assertThat(result.properties().get("blessing")).containsEntry("blessed", 0L);
    assertThat(names(fixture.blessing())).containsExactly("NOT_BLESSED");
  }

  @Test
  void aRealSavedModelIsEvaluatedInTheTasks() throws Exception {
    // Pixel c of an image is bright where its class is c; the kernel reads these three pixels.
    float[] kernel = new float[16 * 3];
    for (int c = 0; c < 3; c++) {
      kernel[3 * c + c] = 10;
    }
    Path model = root.resolve("model");
    LinearModel.write(model.resolve("Format-Serving"), kernel, 16, 3);
    List<byte[]> examples = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      byte[] pixels = new byte[16];
      // Every tenth is drawn as the class after its own.
      pixels[(i % 10 == 9 ? i + 1 : i) % 3] = (byte) 255;
      ExampleBuilder builder = new ExampleBuilder();
      builder.putLongs("label", i % 3);
      builder.putBytes("image", pixels);
      examples.add(builder.toByteArray());
    }
    fixture.split("eval", examples, 3);

    ComponentResult result =
        fixture.run(
            new Evaluator(),
            model.toString(),
            Map.of("thresholds", Map.of("accuracy", Map.of("lower_bound", 0.9)), "batch_size", 4));
    assertThat(result.headline()).isEqualTo("BLESSED: accuracy 0.9000 (expected: >= 0.9)");
    double right = -Math.log(Math.exp(10) / (Math.exp(10) + 2));
    double wrong = -Math.log(1 / (Math.exp(10) + 2));
    assertThat((double) result.properties().get("evaluation").get("loss"))
        .isCloseTo(0.9 * right + 0.1 * wrong, within(1e-5));
  }

  @Test
  void severalSplitsAreEvaluatedTogether() throws Exception {
    fixture.split("eval", fourExamples(), 1).split("test", fourExamples(), 1);
    assertThat(fixture.run(Map.of("splits", List.of("eval", "test"))).recordsIn()).isEqualTo(8);
  }

  @Test
  void theFilesDoNotDependOnShardsAndBatches() throws Exception {
    List<byte[]> examples = EvaluationFixture.randomExamples(500);
    Map<String, byte[]> one = evaluate("one", examples, 1, 500);
    Map<String, byte[]> many = evaluate("many", examples, 7, 3);
    assertThat(one).hasSize(4);
    one.forEach((name, content) -> assertThat(many.get(name)).as(name).isEqualTo(content));
  }

  private Map<String, byte[]> evaluate(String name, List<byte[]> examples, int shards, int batch)
      throws Exception {
    EvaluationFixture here = new EvaluationFixture(root.resolve(name));
    here.split("eval", examples, shards);
    here.run(
        Map.of(
            "slices", List.of(List.of("label"), List.of("label", "colour")),
            "thresholds", Map.of("recall[1]", Map.of("lower_bound", 0.5)),
            "batch_size", batch));
    Map<String, byte[]> files = new TreeMap<>();
    for (Path file : files(here.evaluation())) {
      String fileName = file.getFileName().toString();
      if (fileName.endsWith(".tfrecord")) {
        files.put(fileName, Files.readAllBytes(file));
      }
    }
    return files;
  }

  @Test
  void anUnknownSplitIsAUsageError() throws Exception {
    fixture.split("eval", fourExamples(), 1);
    assertThatThrownBy(() -> fixture.run(Map.of("splits", List.of("evil"))))
        .isInstanceOf(MillraceException.class)
        .hasMessage(fixture.examples() + ": no split 'evil' (expected: one of [eval])");
  }

  @Test
  void anEmptySplitIsAnError() throws Exception {
    fixture.split("eval", List.of(), 2);
    assertThatThrownBy(() -> fixture.run(Map.of()))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith(
            "split eval of " + fixture.examples() + ": found no examples (expected: at least one)");
  }

  @Test
  void aLabelOutOfRangeIsNamedWithItsPlace() throws Exception {
    List<byte[]> examples = new ArrayList<>(fourExamples());
    examples.add(EvaluationFixture.example(3, "red", 0.1f, 0.2f, 0.7f));
    fixture.split("eval", examples, 1);
    assertThatThrownBy(() -> fixture.run(Map.of("batch_size", 2)))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            fixture.examples().resolve("Split-eval/data_tfrecord-00000-of-00001.gz")
                + ": example 4: found label 3 in feature 'label' (expected: 0 to 2, the classes of"
                + " the model)");
  }

  @Test
  void aMissingLabelIsNamedWithItsPlace() throws Exception {
    ExampleBuilder builder = new ExampleBuilder();
    builder.putFloats("p", 0.5f, 0.5f);
    fixture.split("eval", List.of(builder.toByteArray()), 1);
    assertThatThrownBy(() -> fixture.run(Map.of("label", "truth")))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining(
            "example 0: found 0 none values in the label feature 'truth' (expected: 1 int64)");
  }

  @Test
  void tooManySlicesReachTheCallerAsOneClearError() throws Exception {
    fixture.split("eval", fourExamples(), 1);
    assertThatThrownBy(
            () -> fixture.run(Map.of("slices", List.of(List.of("label")), "max_slices", 2)))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("slices: more than 2 slices");
  }

  @Test
  void classNamesMustBeAsManyAsClasses() throws Exception {
    fixture.split("eval", fourExamples(), 1);
    assertThatThrownBy(() -> fixture.run(Map.of("labels", List.of("a", "b"))))
        .isInstanceOf(MillraceException.class)
        .hasMessage("labels: 2 names (expected: 3, the classes of the model)");
  }

  @Test
  void examplesThatTheManifestDoesNotKnowAreAnError() throws Exception {
    fixture.split("eval", fourExamples(), 1);
    Path shard = fixture.examples().resolve("Split-eval/data_tfrecord-00000-of-00001.gz");
    Manifest manifest =
        Manifest.of(
            Map.of(
                "eval",
                List.of(
                    new Manifest.ShardFile(
                        "data_tfrecord-00000-of-00001.gz", 5, Files.size(shard), "0".repeat(64)))));
    manifest.write(new LocalStorage(), fixture.examples().toString());
    assertThatThrownBy(() -> fixture.run(Map.of()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("found 4 examples (expected: 5, by manifest.json)");
  }

  @Test
  void aBrokenShardIsNamed() throws Exception {
    fixture.split("eval", EvaluationFixture.randomExamples(100), 1);
    Path shard = fixture.examples().resolve("Split-eval/data_tfrecord-00000-of-00001.gz");
    byte[] content = Files.readAllBytes(shard);
    Files.write(shard, java.util.Arrays.copyOf(content, content.length / 2));
    assertThatThrownBy(() -> fixture.run(Map.of()))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("data_tfrecord-00000-of-00001.gz");
  }

  /** Three of four are right; the coat is taken for a shirt. */
  private static List<byte[]> fourExamples() {
    return List.of(
        EvaluationFixture.example(0, "red", 0.7f, 0.2f, 0.1f),
        EvaluationFixture.example(1, "red", 0.8f, 0.1f, 0.1f),
        EvaluationFixture.example(2, "blue", 0.1f, 0.2f, 0.7f),
        EvaluationFixture.example(2, "red", 0.1f, 0.3f, 0.6f));
  }

  private static List<String> names(Path folder) throws Exception {
    return files(folder).stream().map(file -> file.getFileName().toString()).toList();
  }

  private static List<Path> files(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }
}
