package io.millrace.model.tensorflow;

import io.millrace.artifacts.MillraceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The float variables of one graph, as resource variables ({@code VarHandleOp}): they may be
 * updated by several operations of a step in a defined order, and TensorFlow 2 loads them. A
 * variable's operation bears its name; reading it is {@code <name>/Read/ReadVariableOp}.
 *
 * <p>Bound to its graph, which it does not own. Not thread-safe.
 */
public final class GraphVariables {
  /**
   * A variable.
   *
   * @param handle the resource
   * @param value its content; gradients are taken by this
   */
  public record Variable(
      String name, Shape shape, Operand<? extends TType> handle, Operand<TFloat32> value) {}

  /** The nodes through which values are set; made on the first use, absent in an exported graph. */
  private record Setter(Output<TFloat32> input, Operation assign) {}

  private final Ops tf;
  private final Map<String, Variable> variables = new LinkedHashMap<>();
  private final Map<String, Setter> setters = new LinkedHashMap<>();

  public GraphVariables(Graph graph) {
    this.tf = Ops.create(graph);
  }

  /** Adds a variable without a value. */
  public Variable add(String name, Shape shape) {
    if (variables.containsKey(name)) {
      throw MillraceException.internal("Variable '" + name + "' is there already", null);
    }
    Output<? extends TType> handle =
        node("VarHandleOp", name)
            .setAttr("dtype", DataType.DT_FLOAT)
            .setAttr("shape", shape)
            .setAttr("shared_name", name)
            .build()
            .output(0);
    Operand<TFloat32> value =
        node("ReadVariableOp", name + "/Read/ReadVariableOp")
            .addInput(handle)
            .setAttr("dtype", DataType.DT_FLOAT)
            .build()
            .<TFloat32>output(0);
    Variable variable = new Variable(name, shape, handle, value);
    variables.put(name, variable);
    return variable;
  }

  /** All variables in the order of {@link #add}. */
  public List<Variable> list() {
    return List.copyOf(variables.values());
  }

  /**
   * Sets the values of variables in a session.
   *
   * @param values by name, row-major
   */
  public void assign(Session session, Map<String, float[]> values) {
    values.forEach(
        (name, value) -> {
          Variable variable = require(name);
          if (variable.shape().size() != value.length) {
            throw MillraceException.data(
                "Variable '"
                    + name
                    + "': found "
                    + value.length
                    + " values (expected: "
                    + variable.shape().size()
                    + " for the shape "
                    + variable.shape()
                    + ")");
          }
          Setter setter = setters.computeIfAbsent(name, n -> setter(variable));
          try (TFloat32 tensor =
              TFloat32.tensorOf(variable.shape(), DataBuffers.of(value, true, false))) {
            session.runner().feed(setter.input(), tensor).addTarget(setter.assign()).run().close();
          }
        });
  }

  private Setter setter(Variable variable) {
    Output<TFloat32> input =
        node("Placeholder", variable.name() + "/Set/Value")
            .setAttr("dtype", DataType.DT_FLOAT)
            .setAttr("shape", variable.shape())
            .build()
            .output(0);
    return new Setter(input, assign(variable, input, variable.name() + "/Set/Assign"));
  }

  /** Adds the operation that sets a variable to {@code value}. */
  public Operation assign(Variable variable, Operand<TFloat32> value, String operationName) {
    return node("AssignVariableOp", operationName)
        .addInput(variable.handle().asOutput())
        .addInput(value.asOutput())
        .setAttr("dtype", DataType.DT_FLOAT)
        .build();
  }

  /**
   * Begins an operation under its full name, slashes and all: name scopes would make the second
   * variable of a layer {@code dense_1/bias}.
   */
  private OperationBuilder node(String type, String name) {
    return tf.scope().env().opBuilder(type, name, tf.scope());
  }

  /** The values of the named variables in a session, row-major. */
  public Map<String, float[]> values(Session session, Iterable<String> names) {
    List<String> order = new ArrayList<>();
    Session.Runner runner = session.runner();
    for (String name : names) {
      order.add(name);
      runner.fetch(require(name).value());
    }
    Map<String, float[]> values = new LinkedHashMap<>();
    if (order.isEmpty()) {
      return values;
    }
    try (Result result = runner.run()) {
      for (int i = 0; i < order.size(); i++) {
        values.put(order.get(i), floats(result.get(i)));
      }
    }
    return values;
  }

  /** The content of a float tensor, row-major. */
  public static float[] floats(Tensor tensor) {
    float[] out = new float[Math.toIntExact(tensor.shape().size())];
    tensor.asRawTensor().data().asFloats().read(out);
    return out;
  }

  private Variable require(String name) {
    Variable variable = variables.get(name);
    if (variable == null) {
      throw MillraceException.internal(
          "No variable '" + name + "' (expected: one of " + variables.keySet() + ")", null);
    }
    return variable;
  }
}
