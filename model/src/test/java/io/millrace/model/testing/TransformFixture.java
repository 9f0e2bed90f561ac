package io.millrace.model.testing;

import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordWriter;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Images of 8 x 8 pixels, noise with one bright quarter whose number is the label, with the
 * artefacts that a transform would write: pixels / 255 as {@code image_scaled}, and {@code label}.
 */
public final class TransformFixture {
  public static final int SIDE = 8;

  /** An image and its label. */
  public record Image(byte[] pixels, int label) {
    public byte[] rawExample() {
      ExampleBuilder builder = new ExampleBuilder();
      builder.putBytes("image", pixels);
      return builder.toByteArray();
    }

    public float[] scaled() {
      float[] values = new float[pixels.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (pixels[i] & 0xff) / 255f;
      }
      return values;
    }

    byte[] transformedExample() {
      ExampleBuilder builder = new ExampleBuilder();
      builder.putFloats("image_scaled", scaled());
      builder.putLongs("label", label);
      return builder.toByteArray();
    }
  }

  private TransformFixture() {}

  public static List<Image> images(int count, long seed) {
    Random random = new Random(seed);
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(4);
      byte[] pixels = new byte[SIDE * SIDE];
      for (int p = 0; p < pixels.length; p++) {
        int quarter = (p / SIDE / 4) * 2 + (p % SIDE) / 4;
        pixels[p] = (byte) (random.nextInt(160) + (quarter == label ? 95 : 0));
      }
      images.add(new Image(pixels, label));
    }
    return images;
  }

  /** Writes transformed examples with their manifest, in two shards per split. */
  public static void writeExamples(Storage storage, String uri, Map<String, List<Image>> splits)
      throws IOException {
    Map<String, List<Manifest.ShardFile>> files = new LinkedHashMap<>();
    for (Map.Entry<String, List<Image>> split : splits.entrySet()) {
      List<Manifest.ShardFile> shards = new ArrayList<>();
      for (int shard = 0; shard < 2; shard++) {
        String name = "transformed_examples-0000" + shard + "-of-00002.gz";
        String file = uri + "/Split-" + split.getKey() + "/" + name;
        long records = 0;
        try (TfRecordWriter writer =
            TfRecordWriter.create(storage.create(file), Compression.GZIP)) {
          for (int i = shard; i < split.getValue().size(); i += 2) {
            writer.write(split.getValue().get(i).transformedExample());
            records++;
          }
        }
        byte[] content = storage.readBytes(file);
        shards.add(new Manifest.ShardFile(name, records, content.length, sha256(content)));
      }
      files.put(split.getKey(), shards);
    }
    Manifest.of(files).write(storage, uri);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the transform graph: decode, reshape and scale the image; pass the label. */
  public static void writeGraph(Storage storage, String uri) throws IOException {
    writeGraph(storage, uri, SIDE);
  }

  /** The same for images of another size. */
  public static void writeGraph(Storage storage, String uri, int side) throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TString> image =
          tf.withName("image").placeholder(TString.class, Placeholder.shape(Shape.of(-1, 1)));
      Placeholder<TInt64> label =
          tf.withName("label").placeholder(TInt64.class, Placeholder.shape(Shape.of(-1, 1)));
      Operand<TFloat32> numbers =
          tf.dtypes.cast(tf.io.decodeRaw(image, TUint8.class), TFloat32.class);
      Operand<TFloat32> scaled =
          tf.math.div(
              tf.reshape(numbers, tf.constant(new int[] {-1, side, side, 1})), tf.constant(255f));
      Operand<TInt64> same = tf.identity(label);
      SignatureDef signature =
          SignatureDef.newBuilder()
              .putInputs("image", info(image, DataType.DT_STRING, -1, 1))
              .putInputs("label", info(label, DataType.DT_INT64, -1, 1))
              .putOutputs("image_scaled", info(scaled, DataType.DT_FLOAT, -1, side, side, 1))
              .putOutputs("label", info(same, DataType.DT_INT64, -1, 1))
              .build();
      MetaGraphDef meta =
          MetaGraphDef.newBuilder()
              .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags("transform"))
              .setGraphDef(graph.toGraphDef())
              .putSignatureDef("transform_signature", signature)
              .build();
      storage.writeBytes(
          uri + "/transform_fn/saved_model.pb",
          SavedModel.newBuilder().addMetaGraphs(meta).build().toByteArray());
    }
    String schema =
        """
        feature {
          name: "image_scaled"
          type: FLOAT
          presence { min_fraction: 1.0 }
          shape { dim { size: SIDE } dim { size: SIDE } dim { size: 1 } }
        }
        feature { name: "words" type: BYTES }
        feature { name: "many" type: FLOAT }
        feature { name: "label" type: INT presence { min_fraction: 1.0 } shape { dim { size: 1 } } }
        """
            .replace("SIDE", Integer.toString(side));
    storage.writeBytes(
        uri + "/transformed_metadata/schema.pbtxt",
        schema.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static TensorInfo info(Operand<?> tensor, DataType type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
    }
    return TensorInfo.newBuilder()
        .setName(tensor.op().name() + ":0")
        .setDtype(type)
        .setTensorShape(shape)
        .build();
  }
}
