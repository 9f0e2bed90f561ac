package io.millrace.jobs.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.jobs.testing.FakeComponents;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PipelineReaderTest {
  private static final String GOOD =
      """
      name: lines
      root: out
      components:
        line-judge:
          inputs: {model: trainer}
        trainer:
          component: LineTrainer
          inputs: {examples: line-gen.examples}
          options:
            epochs: 2
        line-gen:
          options:
            input: data
      """;

  private static Pipeline read(String yaml, Overrides overrides) {
    return PipelineReader.read(yaml, "conf/p.yaml", "conf", overrides, FakeComponents.registry());
  }

  private static void refused(String yaml, String... lines) {
    assertThatThrownBy(() -> read(yaml, Overrides.NONE))
        .isInstanceOfSatisfying(
            MillraceException.class,
            e -> assertThat(e.category()).isEqualTo(MillraceException.Category.USAGE))
        .hasMessage(String.join("\n", lines));
  }

  @Test
  void nodesComeAfterTheirSourcesWithAllOptionsFilledIn() {
    Pipeline pipeline = read(GOOD, Overrides.NONE);
    assertThat(pipeline.name()).isEqualTo("lines");
    assertThat(pipeline.root()).isEqualTo(Path.of("conf/out").toAbsolutePath().toString());
    assertThat(pipeline.nodeNames()).containsExactly("line-gen", "trainer", "line-judge");
    assertThat(pipeline.node("trainer").orElseThrow().inputs())
        .isEqualTo(Map.of("examples", new Pipeline.Edge("line-gen", "examples")));
    assertThat(pipeline.node("trainer").orElseThrow().optionMap())
        .isEqualTo(Map.of("epochs", 2L, "learning_rate", 0.001));
    assertThat(pipeline.node("line-gen").orElseThrow().optionMap())
        .containsEntry("input", Path.of("conf/data").toAbsolutePath().toString())
        .containsEntry("buckets", Map.of("train", 2L, "eval", 1L));
  }

  @Test
  void theCommandLineWinsOverTheFile() {
    Pipeline pipeline =
        read(
            GOOD,
            new Overrides(
                Optional.of("other"),
                List.of(
                    "trainer.epochs=9",
                    "trainer.batch-size=64",
                    "line-gen.buckets.eval=3",
                    "line-gen.input=here")));
    assertThat(pipeline.root()).isEqualTo(Path.of("other").toAbsolutePath().toString());
    assertThat(pipeline.node("trainer").orElseThrow().optionMap())
        .containsEntry("epochs", 9L)
        .containsEntry("batch_size", 64L);
    assertThat(pipeline.node("line-gen").orElseThrow().optionMap())
        .containsEntry("buckets", Map.of("eval", 3L))
        .containsEntry("input", Path.of("here").toAbsolutePath().toString());
  }

  @Test
  void wrongSettingsAreReportedWithTheNearestName() {
    assertThatThrownBy(
            () ->
                read(
                    GOOD,
                    new Overrides(
                        Optional.empty(),
                        List.of(
                            "trainr.epochs=1", "epochs=1", "trainer.epoch=1", "trainer.epochs=x"))))
        .hasMessage(
            """
            --set trainr.epochs=1: there is no component 'trainr' (did you mean trainer?)
            --set epochs=1: names no option (expected: component.option=value)
            --set trainer.epoch=1: trainer.epoch: unknown option (did you mean epochs?)
            --set trainer.epochs=x: trainer.epochs: found 'x' (expected: integer)""");
    assertThatThrownBy(() -> read(GOOD, new Overrides(Optional.empty(), List.of("trainer.epochs"))))
        .hasMessage("--set trainer.epochs: found no '=' (expected: option=value)");
  }

  @Test
  void everyProblemIsShownWithItsPlaceAndTheNearestName() {
    refused(
        """
        name: lines
        root: out
        components:
          line-gen:
            options:
              inptu: data
              lines: 0
          line-trainer:
            inputs: {exampels: line-gen, base_model: line-gen}
          line-judge:
            inputs: {model: line-trainr}
          line-jude:
          own:
            component: LineJudg
        """,
        "conf/p.yaml:6:7: line-gen.inptu: unknown option (did you mean input?)",
        "conf/p.yaml:6:7: line-gen.input: missing, it must be given (What to read.)",
        "conf/p.yaml:8:3: line-trainer: input 'examples' is missing; add under inputs:"
            + " {examples: line-gen}",
        "conf/p.yaml:9:14: line-trainer.inputs.exampels: unknown input (did you mean examples?)",
        "conf/p.yaml:9:46: line-trainer.inputs.base_model: line-gen.examples is of type Examples"
            + " (expected: Model)",
        "conf/p.yaml:11:21: line-judge.inputs.model: unknown node 'line-trainr' (did you mean"
            + " line-trainer?)",
        "conf/p.yaml:12:3: line-jude: no component has this name (did you mean line-judge?); for a"
            + " name of your own add 'component: TYPE'",
        "conf/p.yaml:14:16: own: unknown component 'LineJudg' (did you mean LineJudge?)");
  }

  @Test
  void aCycleIsReportedAsTheWayOfTheData() {
    refused(
        """
        name: lines
        root: out
        components:
          line-gen:
            options: {input: data}
          one:
            component: LineTrainer
            inputs: {examples: line-gen, base_model: two}
          two:
            component: LineTrainer
            inputs: {examples: line-gen, base_model: one}
        """,
        "conf/p.yaml:6:3: one: part of a cycle (one -> two -> one); remove one of its inputs");
  }

  @Test
  void aFrameThatIsWrongDoesNotHideWrongOptions() {
    refused(
        """
        name: lines
        rooot: out
        components:
          line-gen:
            options: {lines: 0, input: a}
        """,
        "conf/p.yaml:1:1: root: missing, it must be given (The folder or URI of all artefacts; a"
            + " relative one starts at the folder of this file.)",
        "conf/p.yaml:2:1: rooot: unknown option (did you mean root?)",
        "conf/p.yaml:5:22: line-gen.lines: 0 (expected: >= 1)");
  }

  @Test
  void anEmptyFileAndOneWithoutComponentsAreRefused() {
    assertThatThrownBy(() -> read("", Overrides.NONE))
        .hasMessageStartingWith("conf/p.yaml:1:1: name: missing");
    refused(
        "{name: a, root: b, components: {}}",
        "conf/p.yaml:1:1: components: empty (expected: at least one component)");
    assertThatThrownBy(() -> PipelineReader.text(Path.of("nowhere.yaml")))
        .hasMessage("nowhere.yaml: there is no such file");
  }

  @Test
  void aMissingOutputIsNamed() {
    refused(
        """
        name: lines
        root: out
        components:
          line-gen:
            options: {input: data}
          line-trainer:
            inputs: {examples: line-gen.example}
        """,
        "conf/p.yaml:7:24: line-trainer.inputs.examples: line-gen has no output 'example' (did you"
            + " mean examples?)");
  }
}
