package io.millrace.model.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.artifacts.MillraceException;
import io.millrace.model.layers.ActivationFunction;
import io.millrace.model.layers.Architecture;
import io.millrace.model.layers.Conv2D;
import io.millrace.model.layers.DataShape;
import io.millrace.model.layers.Dense;
import io.millrace.model.layers.Dropout;
import io.millrace.model.layers.Flatten;
import io.millrace.model.layers.MaxPooling2D;
import io.millrace.model.testing.LocalStorage;
import io.millrace.model.testing.TransformFixture;
import io.millrace.model.testing.TransformFixture.Image;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

class ModelExporterTest {
  private static final Architecture CNN =
      Architecture.classifier(
          DataShape.of(8, 8, 1),
          List.of(
              Conv2D.of(4, 3, ActivationFunction.RELU),
              MaxPooling2D.of(2),
              new Flatten(),
              new Dropout(0.5),
              Dense.of(4, ActivationFunction.SOFTMAX)));

  @TempDir Path root;
  private final LocalStorage storage = new LocalStorage();

  @BeforeEach
  void export() throws IOException {
    String transform = root.resolve("transform").toString();
    TransformFixture.writeGraph(storage, transform);
    Path model = Files.createDirectories(root.resolve("model"));
    new ModelExporter(storage, transform).export(model, CNN, "image_scaled", CNN.initialWeights(3));
  }

  @Test
  void pixelsAndExamplesWithoutLabelGiveTheSame() throws IOException {
    List<Image> images = TransformFixture.images(50, 1);
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    for (Image image : images) {
      pixels.write(image.pixels());
    }
    try (ServingModel model = ServingModel.open(storage, root.resolve("model").toString())) {
      Predictions examples = model.predict(images.stream().map(Image::rawExample).toList());
      Predictions fromPixels = model.predictImages(pixels.toByteArray());
      assertThat(fromPixels.classes()).isEqualTo(examples.classes());
      assertThat(fromPixels.probabilities()).isEqualTo(examples.probabilities());
      assertThat(model.takesImages()).isTrue();
      assertThat(model.classCount()).isEqualTo(4);
      for (int i = 0; i < 50; i++) {
        double sum = 0;
        for (int c = 0; c < 4; c++) {
          sum += examples.probability(i, c);
          assertThat(examples.probability(i, (int) examples.classes()[i]))
              .isGreaterThanOrEqualTo(examples.probability(i, c));
        }
        assertThat(sum).isCloseTo(1, within(1e-6));
      }
    }
  }

  @Test
  void theGraphHoldsNothingOfTraining() throws IOException {
    SavedModel model =
        SavedModel.parseFrom(Files.readAllBytes(root.resolve("model/saved_model.pb")));
    List<NodeDef> nodes = model.getMetaGraphs(0).getGraphDef().getNodeList();
    Set<String> types = nodes.stream().map(NodeDef::getOp).collect(Collectors.toSet());
    assertThat(types)
        .contains("ParseExampleV2", "DecodeRaw", "Conv2D", "Softmax")
        .doesNotContain(
            "RandomUniform",
            "ResourceApplyAdam",
            "SoftmaxCrossEntropyWithLogits",
            "Conv2DBackpropInput");
    assertThat(nodes.stream().filter(n -> n.getOp().equals("VarHandleOp")).map(NodeDef::getName))
        .containsExactlyInAnyOrder("conv2d/kernel", "conv2d/bias", "dense/kernel", "dense/bias");
    assertThat(nodes.stream().map(NodeDef::getName)).noneMatch(name -> name.contains("label"));
  }

  @Test
  void theFilesAreThoseOfASavedModel() throws IOException {
    try (var files = Files.walk(root.resolve("model"))) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .map(f -> root.resolve("model").relativize(f).toString()))
          .containsExactlyInAnyOrder(
              "saved_model.pb",
              "variables/variables.index",
              "variables/variables.data-00000-of-00001");
    }
  }

  @Test
  void aMissingTransformOrFeatureIsNamed() {
    assertThatThrownBy(
            () ->
                new ModelExporter(storage, root + "/none")
                    .export(root, CNN, "image_scaled", CNN.initialWeights(3)))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            root
                + "/none/transform_fn/saved_model.pb: no such file (expected: a transform graph); run"
                + " Transform");
    assertThatThrownBy(
            () ->
                new ModelExporter(storage, root + "/transform")
                    .export(root, CNN, "pixels", CNN.initialWeights(3)))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("input: 'pixels' is no feature of the transform (expected:");
  }
}
