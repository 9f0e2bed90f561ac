package io.millrace.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.records.ExampleCursor;
import io.millrace.records.FeatureKind;
import io.millrace.records.FeatureListsCursor;
import io.millrace.records.spark.options.RecordType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Records as JSON, one line each. Belongs to one thread. */
final class RecordJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final RecordType type;
  private final ExampleCursor example = new ExampleCursor();
  private final FeatureListsCursor lists = new FeatureListsCursor();

  RecordJson(RecordType type) {
    this.type = type;
  }

  /**
   * A record.
   *
   * @throws io.millrace.records.MalformedExampleException if it is none of the type
   */
  String of(byte[] bytes, int offset, int length) {
    return write(
        switch (type) {
          case EXAMPLE -> features(bytes, offset, length);
          case SEQUENCE_EXAMPLE -> sequence(bytes, offset, length);
          case BYTE_ARRAY -> content(bytes, offset, length);
        });
  }

  private static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("No JSON value: " + value, e);
    }
  }

  private Map<String, Object> features(byte[] bytes, int offset, int length) {
    Map<String, Object> features = new TreeMap<>();
    example.reset(bytes, offset, length);
    while (example.nextFeature()) {
      features.put(example.name(), values(bytes));
    }
    return features;
  }

  private Map<String, Object> sequence(byte[] bytes, int offset, int length) {
    Map<String, Object> sequence = new TreeMap<>();
    sequence.put("context", features(bytes, offset, length));
    Map<String, Object> byName = new TreeMap<>();
    lists.reset(bytes, offset, length);
    while (lists.nextList()) {
      List<Object> steps = new ArrayList<>();
      while (lists.nextStep()) {
        steps.add(stepValues(bytes));
      }
      byName.put(lists.name(), steps);
    }
    sequence.put("feature_lists", byName);
    return sequence;
  }

  private Object values(byte[] bytes) {
    int count = example.valueCount();
    switch (example.kind()) {
      case INT64 -> {
        long[] values = new long[count];
        example.readLongs(values, 0);
        return values;
      }
      case FLOAT -> {
        float[] values = new float[count];
        example.readFloats(values, 0);
        return values;
      }
      case BYTES -> {
        List<Object> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
          values.add(content(bytes, example.bytesOffset(i), example.bytesLength(i)));
        }
        return values;
      }
      default -> {
        return null;
      }
    }
  }

  private Object stepValues(byte[] bytes) {
    int count = lists.valueCount();
    if (lists.kind() == FeatureKind.INT64) {
      long[] values = new long[count];
      lists.readLongs(values, 0);
      return values;
    }
    if (lists.kind() == FeatureKind.FLOAT) {
      float[] values = new float[count];
      lists.readFloats(values, 0);
      return values;
    }
    if (lists.kind() == FeatureKind.NONE) {
      return null;
    }
    List<Object> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(content(bytes, lists.bytesOffset(i), lists.bytesLength(i)));
    }
    return values;
  }

  private static Object content(byte[] bytes, int offset, int length) {
    try {
      ByteBuffer content = ByteBuffer.wrap(bytes, offset, length);
      return StandardCharsets.UTF_8.newDecoder().decode(content).toString();
    } catch (CharacterCodingException e) {
      byte[] content = Arrays.copyOfRange(bytes, offset, offset + length);
      return Map.of("base64", Base64.getEncoder().encodeToString(content));
    }
  }
}
