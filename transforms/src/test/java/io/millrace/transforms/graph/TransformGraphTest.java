package io.millrace.transforms.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.ExampleBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

class TransformGraphTest {
  private static final TensorSpec IMAGE =
      new TensorSpec("image", "inputs/image:0", DataType.DT_STRING, Shape.of(1));
  private static final TensorSpec LABEL =
      new TensorSpec("label", "inputs/label:0", DataType.DT_INT64, Shape.scalar());
  private final Storage storage = new HadoopStorage(new Configuration(false));
  @TempDir private Path folder;

  /** Bytes to floats times two; the label as it is. */
  private static TransformGraph images(boolean alsoHashed) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Ops in = tf.withSubScope("inputs");
      Ops out = tf.withSubScope("outputs");
      Operand<TString> image =
          in.withName("image").placeholder(TString.class, Placeholder.shape(Shape.of(-1, 1)));
      Operand<TInt64> label =
          in.withName("label").placeholder(TInt64.class, Placeholder.shape(Shape.of(-1)));
      Operand<TUint8> decoded =
          tf.withName("decode")
              .io
              .decodeRaw(tf.reshape(image, tf.constant(new int[] {-1})), TUint8.class);
      out.withName("image").math.mul(tf.dtypes.cast(decoded, TFloat32.class), tf.constant(2f));
      out.withName("label").identity(label);
      if (alsoHashed) {
        tf.strings.toHashBucketFast(image, 10L);
      }
      return new TransformGraph(
          graph.toGraphDef(),
          Map.of("image", TransformGraph.info(IMAGE), "label", TransformGraph.info(LABEL)),
          Map.of(
              "image",
              TransformGraph.info(
                  new TensorSpec("image", "outputs/image:0", DataType.DT_FLOAT, Shape.of(4))),
              "label",
              TransformGraph.info(
                  new TensorSpec("label", "outputs/label:0", DataType.DT_INT64, Shape.scalar()))));
    }
  }

  private static byte[] example(byte[] image) {
    ExampleBuilder builder = new ExampleBuilder();
    builder.putBytes("image", image);
    return builder.toByteArray();
  }

  @Test
  void comesBackAsWritten() throws IOException {
    TransformGraph written = images(false);
    written.write(storage, folder.toString());
    TransformGraph read = TransformGraph.load(storage, folder.toString());
    assertThat(read.graphDef()).isEqualTo(written.graphDef());
    assertThat(read.inputs()).containsExactly(Map.entry("image", IMAGE), Map.entry("label", LABEL));
    assertThat(read.outputs().get("image").exampleShape()).isEqualTo(Shape.of(4));
    assertThat(read.digest()).isEqualTo(written.digest()).matches("[0-9a-f]{64}");
    assertThat(images(true).digest()).isNotEqualTo(written.digest());
  }

  @Test
  void saysWhatIsWrongWithTheFile() throws IOException {
    String uri = folder.toString();
    assertThatThrownBy(() -> TransformGraph.load(storage, uri))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            uri
                + "/transform_fn/saved_model.pb: no such file (expected: a transform graph); run"
                + " Transform");
    Path file = Files.createDirectories(folder.resolve("transform_fn")).resolve("saved_model.pb");
    Files.write(file, new byte[] {(byte) 0xff, 1, 2});
    assertThatThrownBy(() -> TransformGraph.load(storage, uri))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("saved_model.pb: not a SavedModel: ");
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> TransformGraph.load(storage, uri))
        .isInstanceOf(MillraceException.class)
        .hasMessageContaining("no graph with the tag 'transform' and the signature");
  }

  @Test
  void knowsWhichRawFeaturesAnOutputNeeds() {
    assertThat(images(false).inputsOf(List.of("image"))).containsOnlyKeys("image");
    assertThat(images(false).inputsOf(List.of("image", "label")))
        .containsOnlyKeys("image", "label");
    assertThatThrownBy(() -> images(false).inputsOf(List.of("class")))
        .isInstanceOf(MillraceException.class)
        .hasMessage(
            "feature 'class': no such transformed feature (expected: one of [image, label])");
  }

  @Test
  void findsTheNodeThatDecodesPixels() {
    assertThat(images(false).rawPixelsNode("image")).contains("decode");
    assertThat(images(true).rawPixelsNode("image")).isEmpty();
    assertThat(images(false).rawPixelsNode("label")).isEmpty();
    assertThat(images(false).rawPixelsNode("other")).isEmpty();
  }

  @Test
  void becomesPartOfAServingGraph() {
    TransformGraph transform = images(false);
    GraphDef host;
    String parsed;
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TString> examples =
          tf.withName("examples").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      tf.withName("pixels").placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, 4)));
      Map<String, Operand<?>> raw =
          RawExamples.parse(tf, examples, transform.inputsOf(List.of("image")).values());
      parsed = raw.get("image").op().name() + ":" + raw.get("image").asOutput().index();
      host = graph.toGraphDef();
    }
    String image = transform.outputs().get("image").tensor();
    GraphDef both =
        GraphSplice.of(transform.graphDef())
            .feed("inputs/image", parsed)
            .keep(List.of(image))
            .into(host, "transform");
    both =
        GraphSplice.of(transform.graphDef())
            .feed(transform.rawPixelsNode("image").orElseThrow(), "pixels")
            .keep(List.of(image))
            .into(both, "transform_pixels");

    byte[] bytes = {0, 1, (byte) 200, (byte) 255};
    try (Graph graph = new Graph()) {
      graph.importGraphDef(both);
      try (Session session = new Session(graph);
          TString examples = TString.tensorOfBytes(NdArrays.vectorOfObjects(example(bytes)));
          TUint8 pixels = TUint8.tensorOf(NdArrays.wrap(Shape.of(1, 4), buffer(bytes)));
          Result fromExamples =
              session
                  .runner()
                  .feed("examples", examples)
                  .fetch(GraphSplice.name("transform", image))
                  .run();
          Result fromPixels =
              session
                  .runner()
                  .feed("pixels", pixels)
                  .fetch(GraphSplice.name("transform_pixels", image))
                  .run()) {
        TFloat32 expected = (TFloat32) fromExamples.get(0);
        assertThat(expected.getFloat(0, 0)).isZero();
        assertThat(expected.getFloat(0, 2)).isEqualTo(400f);
        assertThat(expected.getFloat(0, 3)).isEqualTo(510f);
        assertThat((Object) fromPixels.get(0)).isEqualTo(expected);
      }
    }
  }

  private static org.tensorflow.ndarray.buffer.ByteDataBuffer buffer(byte[] bytes) {
    return org.tensorflow.ndarray.buffer.DataBuffers.of(bytes, true, false);
  }

  @Test
  void anExampleThatLacksAFeatureFailsTheBatch() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TString> examples = tf.withName("examples").placeholder(TString.class);
      Map<String, Operand<?>> raw = RawExamples.parse(tf, examples, List.of(IMAGE, LABEL));
      try (Session session = new Session(graph);
          TString input = TString.tensorOfBytes(NdArrays.vectorOfObjects(example(new byte[1])))) {
        assertThatThrownBy(
                () -> session.runner().feed(examples, input).fetch(raw.get("image")).run())
            .isInstanceOfAny(TensorFlowException.class, IllegalArgumentException.class)
            .hasMessageContaining("Feature: label (data type: int64) is required");
      }
    }
  }
}
