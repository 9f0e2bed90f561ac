package io.millrace.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ExamplePropertiesTest {
  private final ExampleBuilder builder = new ExampleBuilder();

  @Provide
  Arbitrary<Map<String, Object>> features() {
    Arbitrary<Object> values =
        Arbitraries.oneOf(
            Arbitraries.longs().array(long[].class).ofMaxSize(6),
            Arbitraries.floats().array(float[].class).ofMaxSize(6),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(200).list().ofMaxSize(4),
            Arbitraries.just("none"));
    return Arbitraries.maps(Arbitraries.strings().alpha().numeric().ofMaxLength(8), values)
        .ofMaxSize(40);
  }

  @Property(tries = 300)
  void whatIsBuiltIsParsed(@ForAll("features") Map<String, Object> features) {
    Example example = Example.parse(build(new ArrayList<>(features.keySet()), features));

    assertThat(example.names()).isEqualTo(features.keySet());
    features.forEach(
        (name, value) -> {
          if (value instanceof long[] longs) {
            assertThat(example.longs(name)).isEqualTo(longs);
          } else if (value instanceof float[] floats) {
            assertThat(example.floats(name)).isEqualTo(floats);
          } else if (value instanceof List<?> list) {
            assertThat(example.bytes(name).toArray(byte[][]::new))
                .isDeepEqualTo(list.toArray(byte[][]::new));
          } else {
            assertThat(example.kind(name)).isEqualTo(FeatureKind.NONE);
          }
        });
  }

  @Property(tries = 200)
  void theOrderOfPuttingDoesNotMatter(
      @ForAll("features") Map<String, Object> features, @ForAll long seed) {
    List<String> names = new ArrayList<>(features.keySet());
    byte[] one = build(names, features);
    Collections.shuffle(names, new Random(seed));

    assertThat(build(names, features)).isEqualTo(one);
  }

  @Property(tries = 2000)
  void damagedBytesGiveAnExampleOrAClearError(
      @ForAll("features") Map<String, Object> features, @ForAll int place, @ForAll byte value) {
    byte[] bytes = build(new ArrayList<>(features.keySet()), features);
    if (bytes.length > 0) {
      bytes[Math.floorMod(place, bytes.length)] = value;
    }

    try {
      assertThat(Example.parse(bytes).names()).isNotNull();
    } catch (MalformedExampleException e) {
      assertThat(e.byteOffset()).isBetween(0, bytes.length);
      assertThat(e).hasMessageContaining("expected");
    }
  }

  private byte[] build(List<String> order, Map<String, Object> features) {
    builder.reset();
    for (String name : order) {
      put(name, features.get(name));
    }
    return builder.toByteArray();
  }

  @SuppressWarnings("unchecked")
  private void put(String name, Object value) {
    if (value instanceof long[] longs) {
      builder.putLongs(name, longs);
    } else if (value instanceof float[] floats) {
      builder.putFloats(name, floats);
    } else if (value instanceof List<?> list) {
      builder.putBytesList(name, (List<byte[]>) list);
    } else {
      builder.putNone(name);
    }
  }
}
