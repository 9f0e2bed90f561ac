package io.millrace.artifacts.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionsBinderTest {
  sealed interface Layer {}

  @Doc("A dense layer.")
  record Dense(
      @Doc("Width.") int units,
      @Default("linear") Activation activation,
      @Default("true") boolean useBias)
      implements Layer {
    Dense {
      if (units < 1) {
        throw MillraceException.usage("units: " + units + " (expected: >= 1)");
      }
    }
  }

  record Dropout(double rate) implements Layer {}

  record Flatten() implements Layer {}

  sealed interface Pooling extends Layer {}

  @Name("MaxPooling2D")
  record MaxPool(@Default("[2, 2]") List<Integer> poolSize) implements Pooling {}

  enum Activation {
    LINEAR,
    RELU,
    @Name("swish")
    SILU
  }

  record Buckets(Map<String, Integer> buckets) {}

  record Options(
      @PathOption String input,
      @Doc("Passes over the training split.") @Default("5") int epochs,
      Optional<Long> steps,
      @Default("0.001") double learningRate,
      @Default("0.1") float momentum,
      @Default("[]") List<Layer> layers,
      @Default("{train: 2, eval: 1}") Buckets split,
      @Default("[]") List<List<String>> slices,
      @Default("") String label,
      @Default("{}") Map<String, List<Activation>> features,
      @PathOption Optional<String> output,
      @Default("9000000000") long big) {
    Options {
      if (epochs < 1) {
        throw MillraceException.usage("epochs: " + epochs + " (expected: >= 1)");
      }
      if (steps.isPresent() && epochs != 5) {
        throw new IllegalArgumentException("give epochs or steps, not both");
      }
    }
  }

  private static Options bind(String yaml) {
    return OptionsBinder.bind(Options.class, YamlReader.read(yaml, "conf/x.yaml", "conf"));
  }

  private static void refused(String yaml, String... lines) {
    assertThatThrownBy(() -> bind(yaml))
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.category()).isEqualTo(MillraceException.Category.USAGE))
        .hasMessage(String.join("\n", lines));
  }

  @Test
  void defaultsFillWhatIsNotGiven() {
    Options options = bind("input: /data");
    assertThat(options)
        .isEqualTo(
            new Options(
                "/data",
                5,
                Optional.empty(),
                0.001,
                0.1f,
                List.of(),
                new Buckets(Map.of("train", 2, "eval", 1)),
                List.of(),
                "",
                Map.of(),
                Optional.empty(),
                9_000_000_000L));
    assertThat(options.split().buckets().keySet()).containsExactly("train", "eval");
  }

  @Test
  void everyOptionTakesItsValue() {
    Options options =
        bind(
            """
            input: ../data
            epochs: 5
            steps: 12
            learning_rate: 1
            momentum: .5
            layers:
              - Dense: {units: 3, activation: swish, use_bias: false}
              - Dense: 10
              - MaxPooling2D
              - MaxPooling2D:
              - MaxPooling2D: [3, 3]
              - Dropout: 0.5
              - Flatten
            split: {train: 9}
            slices: [[a, b], []]
            label: 007
            features: {image: [relu], label: []}
            output: gs://bucket/out
            big: -1
            """);
    assertThat(options)
        .isEqualTo(
            new Options(
                Path.of("data").toAbsolutePath().toString(),
                5,
                Optional.of(12L),
                1.0,
                0.5f,
                List.of(
                    new Dense(3, Activation.SILU, false),
                    new Dense(10, Activation.LINEAR, true),
                    new MaxPool(List.of(2, 2)),
                    new MaxPool(List.of(2, 2)),
                    new MaxPool(List.of(3, 3)),
                    new Dropout(0.5),
                    new Flatten()),
                new Buckets(Map.of("train", 9)),
                List.of(List.of("a", "b"), List.of()),
                "007",
                Map.of("image", List.of(Activation.RELU), "label", List.of()),
                Optional.of("gs://bucket/out"),
                -1L));
  }

  @Test
  void theCanonicalFormReadsBack() {
    Options options =
        bind("{input: /d, layers: [Flatten, {Dense: 10}], label: x, momentum: 0.3, steps: 7}");
    Map<String, Object> map = OptionsBinder.toMap(options);
    assertThat(map)
        .containsEntry("momentum", 0.3)
        .containsEntry("steps", 7L)
        .doesNotContainKey("output")
        .containsEntry(
            "layers",
            List.of(
                Map.of("Flatten", Map.of()),
                Map.of("Dense", Map.of("units", 10L, "activation", "linear", "use_bias", true))));
    assertThat(OptionsBinder.bind(Options.class, map)).isEqualTo(options);
  }

  @Test
  void aMisspeltKeyIsReportedWithItsPlaceAndTheNearestKey() {
    refused(
        "input: /d\nlearning_rte: 0.1\n",
        "conf/x.yaml:2:1: learning_rte: unknown option (did you mean learning_rate?)");
    refused(
        "input: /d\nlearningRate: 0.1\n",
        "conf/x.yaml:2:1: learningRate: unknown option (did you mean learning_rate?)");
  }

  @Test
  void aKeyLikeNoOtherIsReportedWithAllKeys() {
    assertThatThrownBy(() -> bind("input: /d\nqwertzuiop: 1"))
        .hasMessageStartingWith(
            "conf/x.yaml:2:1: qwertzuiop: unknown option (expected one of: input, epochs, steps");
  }

  @Test
  void allProblemsOfAFileAreShownInItsOrder() {
    refused(
        """
        epochs: many
        layers:
          - Dense: {units: 0}
          - Dens: 3
          - Dense: {units: 2, activation: rellu}
          - 7
        label: [a]
        features: {image: relu}
        big: 1.5
        """,
        "conf/x.yaml:1:1: input: missing, it must be given",
        "conf/x.yaml:1:9: epochs: found 'many' (expected: integer)",
        "conf/x.yaml:3:20: layers[0].Dense.units: 0 (expected: >= 1)",
        "conf/x.yaml:4:5: layers[1]: unknown name 'Dens' (did you mean Dense?)",
        "conf/x.yaml:5:35: layers[2].Dense.activation: 'rellu' (did you mean relu?)",
        "conf/x.yaml:6:5: layers[3]: found 7 (expected: one of Dense, Dropout, Flatten,"
            + " MaxPooling2D, by name)",
        "conf/x.yaml:7:8: label: found a list (expected: text)",
        "conf/x.yaml:8:19: features.image: found 'relu' (expected: a list, such as [a, b])",
        "conf/x.yaml:9:6: big: found 1.5 (expected: integer)");
  }

  @Test
  void aRefusalOfTheRecordStandsAtItsOption() {
    refused("input: /d\nepochs: 0", "conf/x.yaml:2:9: epochs: 0 (expected: >= 1)");
    refused("input: /d\nepochs: 2\nsteps: 3", "conf/x.yaml:1:1: give epochs or steps, not both");
  }

  @Test
  void wrongTypesOfEveryKindAreRefused() {
    refused(
        "{input: /d, epochs: 3000000000}",
        "conf/x.yaml:1:21: epochs: found 3000000000 (expected: an integer of 32 bits)");
    refused(
        "{input: /d, layers: [{Dense: {units: 1, use_bias: 1}}]}",
        "conf/x.yaml:1:51: layers[0].Dense.use_bias: found 1 (expected: true or false)");
    refused("{input: {a: 1}}", "conf/x.yaml:1:9: input: found a mapping (expected: text)");
    refused(
        "{input: /d, learning_rate: fast}",
        "conf/x.yaml:1:28: learning_rate: found 'fast' (expected: number)");
    refused(
        "[1]",
        "conf/x.yaml:1:1: found a list (expected: a mapping of input, epochs, steps,"
            + " learning_rate, momentum, layers, split, slices, label, features, output, big)");
  }

  @Test
  void aFlagHasItsOwnTextAsPlaceAndPathsOfTheWorkingDirectory() {
    ConfigNode.Mapping file =
        (ConfigNode.Mapping) YamlReader.read("input: a\nsplit: {train: 1}", "conf/x.yaml", "conf");
    ConfigNode.Mapping set =
        file.withPath(List.of("input"), YamlReader.readFlag("b", "--set input=b"))
            .withPath(List.of("split", "eval"), YamlReader.readFlag("2", "--set split.eval=2"));
    Options options = OptionsBinder.bind(Options.class, set);
    assertThat(options.input()).isEqualTo(Path.of("b").toAbsolutePath().toString());
    assertThat(options.split().buckets()).isEqualTo(Map.of("train", 1, "eval", 2));

    ConfigNode wrong = file.withPath(List.of("epochs"), YamlReader.readFlag("x", "--set epochs=x"));
    assertThatThrownBy(() -> OptionsBinder.bind(Options.class, wrong))
        .hasMessage("--set epochs=x: epochs: found 'x' (expected: integer)");
  }

  @Test
  void brokenYamlIsReportedWithItsPlace() {
    assertThatThrownBy(() -> bind("input: [a\nepochs: 3"))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("conf/x.yaml:2:7: not valid YAML: ");
    assertThatThrownBy(() -> bind("a: 1\nb: 2\na: 3"))
        .hasMessage("conf/x.yaml:3:1: a: given twice, first in line 1");
    assertThatThrownBy(() -> bind("a: 99999999999999999999"))
        .hasMessage(
            "conf/x.yaml:1:4: the number 99999999999999999999 is out of range (expected: 64 bits)");
    assertThatThrownBy(() -> bind("a: 1\n---\nb: 2"))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("not valid YAML");
  }
}
