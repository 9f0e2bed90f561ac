package io.millrace.records.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.records.Example;
import io.millrace.records.FeatureKind;
import io.millrace.records.MalformedExampleException;
import java.util.Map;
import java.util.regex.Pattern;
import org.tensorflow.example.Feature;

/** Any bytes: what protobuf parses is parsed here, with the same meaning; the rest is refused. */
class ExampleFuzzTest {
  /** Protobuf's Java parser cuts a tag to 32 bits; C++'s refuses a longer one, and so does this. */
  private static final Pattern LONG_TAG = Pattern.compile("(field|tag) \\d{9,}");

  @FuzzTest(maxDuration = "20s")
  void example(byte[] bytes) {
    Map<String, Feature> expected = null;
    try {
      expected = org.tensorflow.example.Example.parseFrom(bytes).getFeatures().getFeatureMap();
    } catch (InvalidProtocolBufferException e) {
      // Here features that nobody asks for are not looked into, so more may be accepted.
    }
    Example example;
    try {
      example = Example.parse(bytes);
    } catch (MalformedExampleException e) {
      if (!LONG_TAG.matcher(e.found()).find()) {
        assertThat(expected).as("protobuf accepts what is refused: %s", e.getMessage()).isNull();
      }
      return;
    }
    if (expected != null) {
      assertThat(example.names()).isEqualTo(expected.keySet());
      expected.forEach((name, feature) -> assertSame(example, name, feature));
    }
  }

  private static void assertSame(Example example, String name, Feature feature) {
    switch (feature.getKindCase()) {
      case BYTES_LIST ->
          assertThat(example.bytes(name).stream().map(ByteString::copyFrom).toList())
              .isEqualTo(feature.getBytesList().getValueList());
      case FLOAT_LIST -> {
        float[] floats = example.floats(name);
        assertThat(floats).hasSize(feature.getFloatList().getValueCount());
        for (int i = 0; i < floats.length; i++) {
          assertThat(Float.floatToRawIntBits(floats[i]))
              .isEqualTo(Float.floatToRawIntBits(feature.getFloatList().getValue(i)));
        }
      }
      case INT64_LIST -> {
        long[] longs = example.longs(name);
        assertThat(longs).hasSize(feature.getInt64List().getValueCount());
        for (int i = 0; i < longs.length; i++) {
          // Protobuf's Java parser takes the tenth byte of a number for 1 whatever it is; C++'s,
          // which TensorFlow uses, reads its bit, and so does this.
          assertThat(longs[i] & Long.MAX_VALUE)
              .isEqualTo(feature.getInt64List().getValue(i) & Long.MAX_VALUE);
        }
      }
      default -> assertThat(example.kind(name)).isEqualTo(FeatureKind.NONE);
    }
  }
}
