package io.millrace.transforms.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.millrace.artifacts.MillraceException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

class GraphSpliceTest {
  private static GraphDef guest() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      Placeholder<TFloat32> unused = tf.withName("unused").placeholder(TFloat32.class);
      tf.withName("other").math.neg(unused);
      Operand<TFloat32> doubled =
          tf.withName("double")
              .withControlDependencies(List.of(tf.withName("nothing").noOp()))
              .math
              .mul(x, tf.withName("two").constant(2f));
      tf.withName("out").math.add(doubled, tf.withName("one").constant(1f));
      return graph.toGraphDef();
    }
  }

  private static GraphDef host() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      tf.withName("tenfold").math.mul(x, tf.withName("ten").constant(10f));
      return graph.toGraphDef();
    }
  }

  private static float run(GraphDef def, String output, float x) {
    try (Graph graph = new Graph()) {
      graph.importGraphDef(def);
      try (Session session = new Session(graph);
          TFloat32 input = TFloat32.vectorOf(x);
          Result result = session.runner().feed("x", input).fetch(output).run()) {
        return ((TFloat32) result.get(0)).getFloat(0);
      }
    }
  }

  @Test
  void computesWhatBothGraphsSay() {
    GraphDef both =
        GraphSplice.of(guest()).feed("x", "tenfold").keep(List.of("out:0")).into(host(), "t");
    assertThat(run(both, "t/out", 3f)).isEqualTo(3f * 10f * 2f + 1f);
    assertThat(GraphDefs.nodes(both)).containsKeys("t/nothing").doesNotContainKeys("t/other");
    assertThat(GraphDefs.nodes(both).get("t/double").getInputList()).contains("^t/nothing");
  }

  @Test
  void replacesAnInnerNodeAndDropsWhatFedIt() {
    GraphDef both =
        GraphSplice.of(guest())
            .feed("double:0", "tenfold", org.tensorflow.proto.DataType.DT_FLOAT)
            .keep(List.of("out"))
            .into(host(), "deep/inside");
    assertThat(run(both, "deep/inside/out", 3f)).isEqualTo(31f);
    assertThat(GraphDefs.nodes(both)).doesNotContainKeys("deep/inside/x", "deep/inside/two");
  }

  @Test
  void twoCopiesLiveSideBySide() {
    GraphDef one = GraphSplice.of(guest()).feed("x", "x").keep(List.of("out")).into(host(), "a");
    GraphDef two = GraphSplice.of(guest()).feed("x", "a/out").keep(List.of("out")).into(one, "b");
    assertThat(run(two, "b/out", 3f)).isEqualTo((3f * 2f + 1f) * 2f + 1f);
  }

  @Test
  void refusesAPlaceholderThatIsNotFed() {
    GraphSplice splice = GraphSplice.of(guest()).feed("x", "tenfold");
    assertThatThrownBy(() -> splice.into(host(), "t"))
        .isInstanceOf(MillraceException.class)
        .hasMessage("Placeholder 'unused' is needed and not fed");
  }

  @Test
  void refusesNamesThatAreNotThere() {
    assertThatThrownBy(() -> GraphSplice.of(guest()).feed("y", "tenfold"))
        .isInstanceOf(MillraceException.class)
        .hasMessage("The graph has no node 'y'");
    assertThatThrownBy(
            () -> GraphSplice.of(guest()).feed("x", "y").keep(List.of("out")).into(host(), "t"))
        .isInstanceOf(MillraceException.class)
        .hasMessage("The host has no tensor 'y'");
    assertThatThrownBy(
            () -> GraphSplice.of(guest()).feed("x", "x").keep(List.of("out")).into(host(), ""))
        .isInstanceOf(MillraceException.class)
        .hasMessageStartingWith("Both graphs have a node 'x'");
  }

  @Test
  void movesColocationAndFrames() {
    NodeDef anchor = NodeDef.newBuilder().setName("anchor").setOp("NoOp").build();
    AttrValue.ListValue classes =
        AttrValue.ListValue.newBuilder()
            .addS(ByteString.copyFromUtf8("loc:@anchor"))
            .addS(ByteString.copyFromUtf8("else"))
            .build();
    NodeDef tied =
        NodeDef.newBuilder()
            .setName("tied")
            .setOp("Enter")
            .putAttr("_class", AttrValue.newBuilder().setList(classes).build())
            .putAttr(
                "frame_name",
                AttrValue.newBuilder().setS(ByteString.copyFromUtf8("while/frame")).build())
            .build();
    GraphDef graph = GraphDef.newBuilder().addNode(anchor).addNode(tied).build();

    NodeDef placed = GraphDefs.nodes(GraphSplice.of(graph).into(host(), "t")).get("t/tied");
    assertThat(placed.getAttrOrThrow("_class").getList().getSList())
        .extracting(ByteString::toStringUtf8)
        .containsExactly("loc:@t/anchor", "else");
    assertThat(placed.getAttrOrThrow("frame_name").getS().toStringUtf8())
        .isEqualTo("t/while/frame");
  }

  private static GraphDef calling(float factor) {
    try (Graph graph = new Graph();
        ConcreteFunction function =
            ConcreteFunction.create(
                tf -> {
                  Placeholder<TFloat32> in = tf.placeholder(TFloat32.class);
                  return Signature.builder("scaled")
                      .input("in", in)
                      .output("out", tf.math.mul(in, tf.constant(factor)))
                      .build();
                })) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x = tf.withName("x").placeholder(TFloat32.class);
      Operand<?> called = tf.call(function, Map.of("in", x)).get("out");
      tf.withName("out").identity(called);
      return graph.toGraphDef();
    }
  }

  @Test
  void functionsOfOneNameStayApart() {
    GraphDef both =
        GraphSplice.of(calling(5f)).feed("x", "out").keep(List.of("out")).into(calling(3f), "t");
    String first = calling(3f).getLibrary().getFunction(0).getSignature().getName();
    String second = calling(5f).getLibrary().getFunction(0).getSignature().getName();
    GraphDef renamed =
        GraphSplice.of(named(calling(5f), second, first))
            .feed("x", "out")
            .keep(List.of("out"))
            .into(calling(3f), "t");
    for (GraphDef graph : List.of(both, renamed)) {
      try (Graph g = new Graph()) {
        g.importGraphDef(graph);
        try (Session session = new Session(g);
            TFloat32 input = TFloat32.scalarOf(2f);
            Result result = session.runner().feed("x", input).fetch("t/out").run()) {
          assertThat(((TFloat32) result.get(0)).getFloat()).isEqualTo(30f);
        }
      }
    }
  }

  private static GraphDef named(GraphDef graph, String from, String to) {
    GraphDef.Builder result = graph.toBuilder();
    result.getLibraryBuilder().getFunctionBuilder(0).getSignatureBuilder().setName(to);
    for (NodeDef.Builder node : result.getNodeBuilderList()) {
      AttrValue f = node.getAttrMap().get("f");
      if (f != null && f.getFunc().getName().equals(from)) {
        node.putAttr("f", f.toBuilder().setFunc(f.getFunc().toBuilder().setName(to)).build());
      }
    }
    return result.build();
  }
}
