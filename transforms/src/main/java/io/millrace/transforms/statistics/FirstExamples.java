package io.millrace.transforms.statistics;

import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import io.millrace.transforms.examples.ExampleInput;
import io.millrace.transforms.examples.ExampleStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.Schema;
import org.tensorflow.metadata.v0.ValueCount;

/** What the first {@value #LOOKED_AT} examples of an input say of its features. */
final class FirstExamples {
  static final int LOOKED_AT = 1000;

  private FirstExamples() {}

  private record Seen(FeatureKind kind, int most) {
    Seen with(Seen other) {
      return new Seen(kind, Math.max(most, other.most));
    }
  }

  /** Types and the most values of an example, of each feature that has any. */
  static Schema schema(ExampleInput input) {
    List<byte[]> examples = input.map(First::new).take(LOOKED_AT);
    Map<String, Seen> features = new TreeMap<>();
    ExampleCursor cursor = new ExampleCursor();
    for (byte[] example : examples) {
      cursor.reset(example, 0, example.length);
      while (cursor.nextFeature()) {
        if (cursor.kind() != FeatureKind.NONE) {
          features.merge(cursor.name(), new Seen(cursor.kind(), cursor.valueCount()), Seen::with);
        }
      }
    }
    Schema.Builder schema = Schema.newBuilder();
    features.forEach(
        (name, seen) -> {
          Feature.Builder feature = schema.addFeatureBuilder().setName(name).setType(type(seen));
          if (seen.most() <= 1) {
            feature.setValueCount(ValueCount.newBuilder().setMin(0).setMax(1));
          }
        });
    return schema.build();
  }

  private static FeatureType type(Seen seen) {
    return switch (seen.kind()) {
      case INT64 -> FeatureType.INT;
      case FLOAT -> FeatureType.FLOAT;
      default -> FeatureType.BYTES;
    };
  }

  /** The first examples of a part. */
  private static final class First implements Iterator<byte[]> {
    private final ExampleStream part;
    private int given;
    private boolean ahead;

    First(ExampleStream part) {
      this.part = part;
    }

    @Override
    public boolean hasNext() {
      if (!ahead && given < LOOKED_AT) {
        ahead = part.next();
        given = ahead ? given : LOOKED_AT;
      }
      return ahead;
    }

    @Override
    public byte[] next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      ahead = false;
      given++;
      return Arrays.copyOfRange(part.buffer(), part.offset(), part.offset() + part.length());
    }
  }
}
