package io.millrace.transforms.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.millrace.records.Example;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.FeatureKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/** The codec of records against the protobuf classes of TensorFlow. */
class ExampleCodecComparisonTest {
  private final ExampleBuilder builder = new ExampleBuilder();

  @Provide
  Arbitrary<Map<String, Feature>> features() {
    Arbitrary<Feature> integers =
        Arbitraries.longs()
            .list()
            .ofMaxSize(5)
            .map(l -> Int64List.newBuilder().addAllValue(l))
            .map(l -> Feature.newBuilder().setInt64List(l).build());
    Arbitrary<Feature> floats =
        Arbitraries.floats()
            .list()
            .ofMaxSize(5)
            .map(l -> FloatList.newBuilder().addAllValue(l))
            .map(l -> Feature.newBuilder().setFloatList(l).build());
    Arbitrary<Feature> bytes =
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(200)
            .map(ByteString::copyFrom)
            .list()
            .ofMaxSize(4)
            .map(l -> BytesList.newBuilder().addAllValue(l))
            .map(l -> Feature.newBuilder().setBytesList(l).build());
    // Below the surrogates, where Java's order of names is that of C++ and Python.
    Arbitrary<String> names =
        Arbitraries.strings().withCharRange('\0', '\ud7ff').ofMinLength(0).ofMaxLength(6);
    return Arbitraries.maps(
            names,
            Arbitraries.oneOf(
                integers, floats, bytes, Arbitraries.just(Feature.getDefaultInstance())))
        .ofMinSize(1)
        .ofMaxSize(20);
  }

  @Property(tries = 300)
  void bytesAreThoseOfProtobuf(@ForAll("features") Map<String, Feature> features)
      throws IOException {
    builder.reset();
    features.forEach(this::put);

    assertThat(builder.toByteArray()).isEqualTo(deterministic(features));
  }

  @Property(tries = 300)
  void protobufsBytesAreRead(@ForAll("features") Map<String, Feature> features) throws IOException {
    Example example = Example.parse(deterministic(features));

    assertThat(example.names()).isEqualTo(features.keySet());
    features.forEach(
        (name, feature) -> {
          switch (feature.getKindCase()) {
            case BYTES_LIST ->
                assertThat(example.bytes(name).stream().map(ByteString::copyFrom).toList())
                    .isEqualTo(feature.getBytesList().getValueList());
            case FLOAT_LIST -> {
              List<Float> found = new ArrayList<>();
              for (float value : example.floats(name)) {
                found.add(value);
              }
              assertThat(found).isEqualTo(feature.getFloatList().getValueList());
            }
            case INT64_LIST -> {
              List<Long> found = new ArrayList<>();
              for (long value : example.longs(name)) {
                found.add(value);
              }
              assertThat(found).isEqualTo(feature.getInt64List().getValueList());
            }
            default -> assertThat(example.kind(name)).isEqualTo(FeatureKind.NONE);
          }
        });
  }

  private void put(String name, Feature feature) {
    switch (feature.getKindCase()) {
      case BYTES_LIST ->
          builder.putBytesList(
              name,
              feature.getBytesList().getValueList().stream().map(ByteString::toByteArray).toList());
      case FLOAT_LIST -> {
        float[] values = new float[feature.getFloatList().getValueCount()];
        for (int i = 0; i < values.length; i++) {
          values[i] = feature.getFloatList().getValue(i);
        }
        builder.putFloats(name, values);
      }
      case INT64_LIST ->
          builder.putLongs(
              name,
              feature.getInt64List().getValueList().stream().mapToLong(Long::longValue).toArray());
      default -> builder.putNone(name);
    }
  }

  private static byte[] deterministic(Map<String, Feature> features) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    org.tensorflow.proto.Example.newBuilder()
        .setFeatures(Features.newBuilder().putAllFeature(features))
        .build()
        .writeTo(out);
    out.flush();
    return bytes.toByteArray();
  }
}
