package io.millrace.model.evaluate;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.Storage;
import io.millrace.model.export.Predictions;
import io.millrace.model.testing.LocalStorage;
import io.millrace.model.testing.SparkTestSession;
import io.millrace.records.Compression;
import io.millrace.records.Example;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Examples that carry their own prediction in the feature {@code p}, and a model that gives it. */
final class EvaluationFixture {
  static final List<String> NAMES = List.of("shirt", "coat & <hat>", "bag");

  private final Path root;
  private final Storage storage = new LocalStorage();

  EvaluationFixture(Path root) throws IOException {
    this.root = root;
    Files.createDirectories(evaluation());
    Files.createDirectories(blessing());
  }

  Path evaluation() {
    return root.resolve("evaluation");
  }

  Path blessing() {
    return root.resolve("blessing");
  }

  Path examples() {
    return root.resolve("examples");
  }

  /** One labelled 4 x 4 image with the probabilities that the model will give. */
  static byte[] example(long label, String colour, float... probabilities) {
    ExampleBuilder builder = new ExampleBuilder();
    builder.putLongs("label", label);
    builder.putFloats("p", probabilities);
    builder.putBytes("colour", colour.getBytes(StandardCharsets.UTF_8));
    byte[] pixels = new byte[16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (16 * i + label);
    }
    builder.putBytes("image", pixels);
    builder.putLongs("height", 4);
    builder.putLongs("width", 4);
    builder.putLongs("channels", 1);
    return builder.toByteArray();
  }

  /** Examples of three classes, predicted rightly in three of four cases. */
  static List<byte[]> randomExamples(int count) {
    Random random = new Random(11);
    List<byte[]> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(3);
      int top = random.nextInt(4) == 0 ? random.nextInt(3) : label;
      float[] p = {0.1f, 0.1f, 0.1f};
      p[top] = 0.5f + random.nextInt(20) / 100f;
      p[(top + 1) % 3] = 0.9f - p[top];
      examples.add(example(label, random.nextBoolean() ? "red" : "blue", p));
    }
    return examples;
  }

  /** Writes a split, example {@code i} into shard {@code i % shards}. */
  EvaluationFixture split(String name, List<byte[]> examples, int shards) throws IOException {
    for (int shard = 0; shard < shards; shard++) {
      String file = String.format("Split-%s/data_tfrecord-%05d-of-%05d.gz", name, shard, shards);
      try (TfRecordWriter writer =
          TfRecordWriter.create(
              storage.create(examples().resolve(file).toString()), Compression.GZIP)) {
        for (int i = shard; i < examples.size(); i += shards) {
          writer.write(examples.get(i));
        }
      }
    }
    return this;
  }

  /** Runs the component with options as in YAML and the model that gives what it is told. */
  ComponentResult run(Map<String, ?> options) throws Exception {
    return run(new Evaluator((s, uri) -> EchoModel::new), "/models/7", options);
  }

  /** Runs this component on a model. */
  ComponentResult run(Evaluator evaluator, String model, Map<String, ?> options) throws Exception {
    ComponentContext<EvaluatorOptions> context =
        new ComponentContext<>(
            SparkTestSession.get(),
            storage,
            OptionsBinder.bind(EvaluatorOptions.class, options),
            Map.of(
                Evaluator.EXAMPLES,
                new InputArtifact(ArtifactType.EXAMPLES, examples().toString(), Map.of(), 3),
                Evaluator.MODEL,
                new InputArtifact(ArtifactType.MODEL, model, Map.of(), 7)),
            Map.of(
                Evaluator.EVALUATION,
                evaluation().toString(),
                Evaluator.BLESSING,
                blessing().toString()),
            Progress.silent());
    return evaluator.run(context);
  }

  /** Gives the probabilities that stand in the example. */
  private static final class EchoModel implements Predictor {
    @Override
    public Predictions predict(List<byte[]> examples) {
      List<float[]> rows = examples.stream().map(e -> Example.parse(e).floats("p")).toList();
      int classes = rows.get(0).length;
      float[] flat = new float[rows.size() * classes];
      for (int i = 0; i < rows.size(); i++) {
        System.arraycopy(rows.get(i), 0, flat, i * classes, classes);
      }
      return new Predictions(new long[rows.size()], flat, classes);
    }

    @Override
    public void close() {}
  }
}
