package io.millrace.model.export;

import io.millrace.artifacts.MillraceException;
import io.millrace.model.tensorflow.GraphVariables;
import io.millrace.model.tensorflow.Sessions;
import io.millrace.model.tensorflow.StringTensors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssignVariableOp;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.op.train.Restore;
import org.tensorflow.op.train.Save;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.VariableDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Writes a graph with resource variables as a SavedModel of TensorFlow 1's form, which TensorFlow
 * Serving, TensorFlow 2 in Python and TensorFlow Java load. {@code SavedModelBundle.exporter} knows
 * only reference variables, writes no assets and no init op, so the few nodes and messages of the
 * format are made here: a saver (save_model.proto, saver.proto), the variables' collections
 * (variable.proto), the init op and the list of assets.
 *
 * <p>The checkpoint is written by a graph of its own, so the exported one holds no node for setting
 * variables.
 */
public final class SavedModelWriter {
  private static final String TAG = "serve";
  private static final String PREDICT_METHOD = "tensorflow/serving/predict";
  private static final String INIT_OP = "__saved_model_init_op";

  private final Graph graph;
  private final GraphVariables variables;
  private final MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();

  /** Begins; the graph stays the caller's and gets the saver's nodes on {@link #write}. */
  public SavedModelWriter(Graph graph, GraphVariables variables) {
    this.graph = graph;
    this.variables = variables;
  }

  /** Adds a signature; the maps go from the names that callers use to tensors of the graph. */
  public SavedModelWriter signature(
      String name, Map<String, Operand<?>> inputs, Map<String, Operand<?>> outputs) {
    SignatureDef.Builder signature = SignatureDef.newBuilder().setMethodName(PREDICT_METHOD);
    inputs.forEach((key, tensor) -> signature.putInputs(key, info(tensor)));
    outputs.forEach((key, tensor) -> signature.putOutputs(key, info(tensor)));
    meta.putSignatureDef(name, signature.build());
    return this;
  }

  /** Sets the operation that initialises tables when the model is loaded. */
  public SavedModelWriter initOp(String operation) {
    meta.putSignatureDef(
        INIT_OP,
        SignatureDef.newBuilder()
            .putOutputs(INIT_OP, TensorInfo.newBuilder().setName(operation).build())
            .build());
    return this;
  }

  /** Names a file of {@code assets/} that the tensor {@code tensorName} holds the path of. */
  public SavedModelWriter asset(String fileName, String tensorName) {
    meta.addAssetFileDef(
        AssetFileDef.newBuilder()
            .setFilename(fileName)
            .setTensorInfo(TensorInfo.newBuilder().setName(tensorName)));
    return this;
  }

  /**
   * Writes {@code variables/} and {@code saved_model.pb} to an existing local folder; files of
   * {@code assets/} are the caller's.
   *
   * @param values the variables' values by name, row-major
   */
  public void write(Path folder, Map<String, float[]> values) throws IOException {
    Path prefix = Files.createDirectories(folder.resolve("variables")).resolve("variables");
    writeCheckpoint(prefix, values);
    meta.setSaverDef(addSaver());
    addCollections();
    meta.setGraphDef(graph.toGraphDef());
    meta.setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags(TAG));
    SavedModel model =
        SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
    try (OutputStream out = Files.newOutputStream(folder.resolve("saved_model.pb"))) {
      model.writeTo(out);
    }
  }

  private void writeCheckpoint(Path prefix, Map<String, float[]> values) {
    List<GraphVariables.Variable> all = variables.list();
    if (all.isEmpty()) {
      return;
    }
    List<Tensor> tensors = new ArrayList<>();
    try (Graph checkpoint = new Graph()) {
      Ops tf = Ops.create(checkpoint);
      List<Operand<?>> inputs = new ArrayList<>();
      for (GraphVariables.Variable variable : all) {
        inputs.add(tf.placeholder(TFloat32.class, Placeholder.shape(variable.shape())));
      }
      Save save =
          Save.create(tf.scope(), tf.constant(prefix.toString()), names(tf), noSlices(tf), inputs);
      try (Session session = Sessions.open(checkpoint, 1)) {
        Session.Runner runner = session.runner().addTarget(save);
        for (int i = 0; i < all.size(); i++) {
          Tensor tensor = tensor(all.get(i), values);
          tensors.add(tensor);
          runner.feed(inputs.get(i), tensor);
        }
        runner.run().close();
      }
    } finally {
      tensors.forEach(Tensor::close);
    }
  }

  private static TFloat32 tensor(GraphVariables.Variable variable, Map<String, float[]> values) {
    float[] value = values.get(variable.name());
    if (value == null || value.length != variable.shape().size()) {
      throw MillraceException.internal(
          "Variable '"
              + variable.name()
              + "': found "
              + (value == null ? "no value" : value.length + " values")
              + " (expected: "
              + variable.shape().size()
              + ")",
          null);
    }
    return TFloat32.tensorOf(variable.shape(), DataBuffers.of(value, true, false));
  }

  private SaverDef addSaver() {
    Ops tf = Ops.create(graph).withSubScope("save");
    PlaceholderWithDefault<TString> file =
        tf.withName("Const").placeholderWithDefault(tf.constant("model"), Shape.scalar());
    List<Op> restored = new ArrayList<>();
    Optional<Save> save = Optional.empty();
    List<GraphVariables.Variable> all = variables.list();
    if (!all.isEmpty()) {
      List<Operand<?>> values = new ArrayList<>();
      List<Class<? extends TType>> types = new ArrayList<>();
      for (GraphVariables.Variable variable : all) {
        values.add(variable.value());
        types.add(TFloat32.class);
      }
      save = Optional.of(Save.create(tf.scope(), file, names(tf), noSlices(tf), values));
      Restore restore = Restore.create(tf.scope(), file, names(tf), noSlices(tf), types);
      for (int i = 0; i < all.size(); i++) {
        restored.add(
            AssignVariableOp.create(tf.scope(), all.get(i).handle(), restore.tensors().get(i)));
      }
    }
    Op restoreAll = tf.withName("restore_all").withControlDependencies(restored).noOp();
    Ops saved = save.map(op -> tf.withControlDependencies(List.of((Op) op))).orElse(tf);
    Operand<TString> control = saved.withName("control_dependency").identity(file);
    return SaverDef.newBuilder()
        .setFilenameTensorName(tensorName(file))
        .setSaveTensorName(tensorName(control))
        .setRestoreOpName(restoreAll.op().name())
        .setMaxToKeep(1)
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  private void addCollections() {
    Ops tf = Ops.create(graph).withSubScope("initial");
    CollectionDef.BytesList.Builder defs = CollectionDef.BytesList.newBuilder();
    for (GraphVariables.Variable variable : variables.list()) {
      Operand<TFloat32> zeros = tf.fill(tf.constant(variable.shape().asArray()), tf.constant(0f));
      Operation assign = variables.assign(variable, zeros, variable.name() + "/Initializer/Assign");
      defs.addValue(
          VariableDef.newBuilder()
              .setVariableName(tensorName(variable.handle()))
              .setInitialValueName(tensorName(zeros))
              .setInitializerName(assign.name())
              .setSnapshotName(tensorName(variable.value()))
              .setIsResource(true)
              .setTrainable(true)
              .build()
              .toByteString());
    }
    if (defs.getValueCount() > 0) {
      CollectionDef collection = CollectionDef.newBuilder().setBytesList(defs).build();
      meta.putCollectionDef("variables", collection);
      meta.putCollectionDef("trainable_variables", collection);
    }
  }

  private Operand<TString> names(Ops tf) {
    return StringTensors.constant(
        tf, variables.list().stream().map(GraphVariables.Variable::name).toList());
  }

  /** Empty slice specifications: whole tensors. */
  private Operand<TString> noSlices(Ops tf) {
    return StringTensors.constant(tf, Collections.nCopies(variables.list().size(), ""));
  }

  private static TensorInfo info(Operand<?> tensor) {
    return TensorInfo.newBuilder()
        .setName(tensorName(tensor))
        .setDtype(tensor.asOutput().dataType())
        .setTensorShape(Protos.shape(tensor.shape()))
        .build();
  }

  private static String tensorName(Operand<?> tensor) {
    return tensor.op().name() + ":" + tensor.asOutput().index();
  }
}
