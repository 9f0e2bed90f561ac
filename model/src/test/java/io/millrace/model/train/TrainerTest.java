package io.millrace.model.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.model.export.ModelExporter;
import io.millrace.model.export.Predictions;
import io.millrace.model.export.ServingModel;
import io.millrace.model.layers.Architecture;
import io.millrace.model.layers.DataShape;
import io.millrace.model.testing.SparkTestSession;
import io.millrace.model.testing.TransformFixture;
import io.millrace.model.testing.TransformFixture.Image;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
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

class TrainerTest {
  private static final List<?> LAYERS =
      List.of(
          Map.of("Conv2D", Map.of("filters", 8, "kernel_size", 3, "activation", "relu")),
          "MaxPooling2D",
          "Flatten",
          Map.of("Dense", Map.of("units", 16, "activation", "relu")),
          Map.of("Dropout", 0.1),
          Map.of("Dense", 4));

  @TempDir Path root;
  private final Storage storage = new HadoopStorage(new Configuration());
  private String examples;
  private String graph;

  @BeforeEach
  void write() throws IOException {
    examples = root.resolve("transformed").toString();
    graph = root.resolve("graph").toString();
    Map<String, List<Image>> splits = new LinkedHashMap<>();
    splits.put("train", TransformFixture.images(1_000, 1));
    splits.put("eval", TransformFixture.images(201, 2));
    TransformFixture.writeExamples(storage, examples, splits);
    TransformFixture.writeGraph(storage, graph);
  }

  private static Map<String, Object> options() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("input", "image_scaled");
    options.put("label", "label");
    options.put("layers", LAYERS);
    options.put("epochs", 4);
    options.put("batch_size", 32);
    options.put("learning_rate", 0.01);
    options.put("num_threads", 1);
    return options;
  }

  private ComponentResult run(Map<String, Object> options, String model) throws Exception {
    Files.createDirectories(root.resolve(model));
    return new Trainer()
        .run(
            new ComponentContext<>(
                SparkTestSession.get(),
                storage,
                OptionsBinder.bind(TrainerOptions.class, options),
                Map.of(
                    "transformed_examples",
                    new InputArtifact(ArtifactType.EXAMPLES, examples, Map.of(), 0),
                    "transform_graph",
                    new InputArtifact(ArtifactType.TRANSFORM_GRAPH, graph, Map.of(), 0)),
                Map.of("model", root.resolve(model).toString()),
                Progress.silent()));
  }

  @Test
  void trainsAndExportsAModelThatPredicts() throws Exception {
    ComponentResult result = run(options(), "model");

    assertThat(result.recordsIn()).isEqualTo(1_000);
    assertThat(result.headline())
        .matches(
            "4 epochs: loss [\\d.]+, accuracy [\\d.]+; eval [\\d.]+, [\\d.]+; [\\d,]+ images/s");
    ComponentResult.Table epochs = result.tables().get(0);
    assertThat(epochs.rows()).hasSize(4);
    double evalAccuracy = (Double) epochs.rows().get(3).get(4);
    assertThat(evalAccuracy).isGreaterThan(0.9);
    assertThat(result.tables().get(1).rows()).hasSize(7);

    List<Image> unseen = TransformFixture.images(201, 2);
    try (ServingModel model = ServingModel.open(storage, root.resolve("model").toString())) {
      Predictions predictions = model.predict(unseen.stream().map(Image::rawExample).toList());
      int correct = 0;
      for (int i = 0; i < unseen.size(); i++) {
        correct += predictions.classes()[i] == unseen.get(i).label() ? 1 : 0;
      }
      assertThat(correct / 201.0).isCloseTo(evalAccuracy, within(1e-3));
    }
    try (var children = Files.list(root.resolve("model"))) {
      assertThat(children.map(c -> c.getFileName().toString()))
          .containsExactlyInAnyOrder("Format-Serving", "training_history.json");
    }
    assertThat(Files.readString(root.resolve("model/training_history.json")))
        .contains("\"eval_accuracy\"", "\"learning_rate\" : 0.01");
  }

  @Test
  void theExportedModelGivesTheProbabilitiesOfTheTrainingGraph() throws Exception {
    Architecture architecture =
        Architecture.classifier(
            DataShape.of(8, 8, 1), OptionsBinder.bind(TrainerOptions.class, options()).layers());
    List<Image> images = TransformFixture.images(32, 5);
    Batch batch = new Batch(32, 64);
    images.forEach(image -> batch.add(image.scaled(), 0, image.label()));
    Path folder = Files.createDirectories(root.resolve("exported"));
    try (TrainingGraph training =
        new TrainingGraph(architecture, Optimizer.Adam.defaults(), 0.01, 1, 1)) {
      for (int step = 0; step < 30; step++) {
        training.train(batch);
      }
      new ModelExporter(storage, graph)
          .export(folder, architecture, "image_scaled", training.weights());
      float[] expected = training.probabilities(batch);
      try (ServingModel model = ServingModel.open(storage, folder.toString())) {
        float[] found =
            model.predict(images.stream().map(Image::rawExample).toList()).probabilities();
        assertThat(found).hasSize(expected.length);
        for (int i = 0; i < found.length; i++) {
          assertThat(found[i]).isCloseTo(expected[i], within(1e-6f));
        }
      }
    }
  }

  @Test
  void theShuffleBufferIsBoundedByTheHeap() {
    assertThat(TrainingTask.shuffleRoom(10_000, 60_000, 784)).isEqualTo(10_000);
    assertThat(TrainingTask.shuffleRoom(10_000, 500, 784)).isEqualTo(500);
    assertThat(TrainingTask.shuffleRoom(10_000, -1, 784)).isEqualTo(10_000);
    int large = TrainingTask.shuffleRoom(1_000_000, -1, 224 * 224 * 3);
    assertThat(4L * large * 224 * 224 * 3).isLessThan(Runtime.getRuntime().maxMemory() / 4);
    assertThat(TrainingTask.shuffleRoom(10, -1, Integer.MAX_VALUE / 2)).isEqualTo(1);
  }

  @Test
  void equalSeedsGiveEqualModels() throws Exception {
    run(options(), "a");
    run(options(), "b");
    Map<String, Object> other = options();
    other.put("seed", 2);
    run(other, "c");
    assertThat(variables("a")).isEqualTo(variables("b")).isNotEqualTo(variables("c"));
  }

  private byte[] variables(String model) throws IOException {
    return Files.readAllBytes(
        root.resolve(model + "/Format-Serving/variables/variables.data-00000-of-00001"));
  }

  @Test
  void stepsEndTheTrainingInsteadOfEpochs() throws Exception {
    Map<String, Object> options = options();
    options.put("steps", 40);
    options.put("eval_split", "");
    ComponentResult result = run(options, "model");
    // 32 steps of 32 make 1,000 examples, the last one of 8.
    assertThat(Files.readString(root.resolve("model/training_history.json")))
        .contains("\"steps\" : 32", "\"steps\" : 8", "\"examples\" : 1000", "\"examples\" : 256")
        .doesNotContain("eval_loss");
    assertThat(result.headline()).doesNotContain("eval").startsWith("2 epochs: ");
  }

  @Test
  void aDivergedLossEndsTheTraining() {
    Map<String, Object> options = options();
    options.put("learning_rate", 1e30);
    options.put("optimizer", "SGD");
    refused(options, "the loss is ", "(expected: a finite number); lower learning_rate");
  }

  @Test
  void wrongOptionsAreNamed() {
    Map<String, Object> split = options();
    split.put("train_split", "training");
    refused(split, "train_split: no split 'training' in ", "(expected: one of [train, eval])");
    Map<String, Object> input = options();
    input.put("input", "image");
    refused(
        input,
        "input: the transform gives no feature 'image' (expected: one of [image_scaled, words, many,"
            + " label])");
    input.put("input", "words");
    refused(input, "input: feature 'words' holds bytes after the transform (expected: numbers)");
    input.put("input", "many");
    refused(input, "input: feature 'many' has no fixed shape after the transform");
    Map<String, Object> classes = options();
    classes.put("layers", List.of("Flatten", Map.of("Dense", 2)));
    refused(
        classes,
        "transformed_examples-0000",
        "label 'label' is ",
        "(expected: 0 to 1, as the last layer has 2 outputs)");
  }

  @Test
  void aDamagedShardIsNamed() throws IOException {
    Path shard = root.resolve("transformed/Split-train/transformed_examples-00001-of-00002.gz");
    byte[] content = Files.readAllBytes(shard);
    Files.write(shard, java.util.Arrays.copyOf(content, content.length / 2));
    refused(options(), "transformed_examples-00001-of-00002.gz");
    Files.delete(shard);
    refused(options(), "transformed_examples-00001-of-00002.gz: no such file");
  }

  private void refused(Map<String, Object> options, String... parts) {
    assertThatThrownBy(() -> run(options, "refused"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContainingAll(parts);
  }
}
