package io.millrace.model.testing;

import io.millrace.model.export.SavedModelWriter;
import io.millrace.model.tensorflow.GraphVariables;
import io.millrace.model.tensorflow.StringTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.io.ParseExample;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * A real SavedModel, as small as one can be: the pixels of the bytes feature {@code image}, divided
 * by 255, times a kernel, then softmax.
 */
public final class LinearModel {
  private LinearModel() {}

  /**
   * Writes the model with the signature {@code serving_default}.
   *
   * @param kernel {@code [pixels, classes]}, row by row
   */
  public static void write(Path folder, float[] kernel, int pixels, int classes)
      throws IOException {
    Files.createDirectories(folder);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      GraphVariables variables = new GraphVariables(graph);
      Operand<TFloat32> weights = variables.add("dense/kernel", Shape.of(pixels, classes)).value();
      Placeholder<TString> examples =
          tf.withName("examples").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      Operand<TFloat32> raw =
          tf.dtypes.cast(tf.io.decodeRaw(image(tf, examples), TUint8.class), TFloat32.class);
      Operand<TFloat32> flat =
          tf.math.div(tf.reshape(raw, tf.constant(new int[] {-1, pixels})), tf.constant(255f));
      Operand<TFloat32> logits = tf.linalg.matMul(flat, weights);
      SavedModelWriter writer = new SavedModelWriter(graph, variables);
      writer.signature(
          "serving_default",
          Map.of("examples", examples),
          Map.of(
              "classes",
              tf.math.argMax(logits, tf.constant(1), TInt64.class),
              "probabilities",
              tf.nn.softmax(logits)));
      writer.write(folder, Map.of("dense/kernel", kernel));
    }
  }

  private static Operand<TString> image(Ops tf, Operand<TString> examples) {
    return tf.reshape(
        (Operand<TString>)
            ParseExample.create(
                    tf.scope(),
                    examples,
                    StringTensors.constant(tf, List.of()),
                    StringTensors.constant(tf, List.of()),
                    StringTensors.constant(tf, List.of("image")),
                    StringTensors.constant(tf, List.of()),
                    List.of(StringTensors.constant(tf, List.of())),
                    0L,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(Shape.scalar()))
                .denseValues()
                .get(0)
                .asOutput(),
        tf.constant(new int[] {-1}));
  }
}
