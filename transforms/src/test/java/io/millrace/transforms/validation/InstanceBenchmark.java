package io.millrace.transforms.validation;

import com.google.protobuf.TextFormat;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.testing.Rounds;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tensorflow.metadata.v0.Schema;

/**
 * Validates examples of 18 features one by one on one thread. Prints examples a second, best of the
 * rounds behind a warm-up, for examples that fit and where one in ten or each does not.
 *
 * <p>Arguments: the number of examples, and of rounds.
 */
final class InstanceBenchmark {
  private InstanceBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int examples = Integer.parseInt(arguments[0]);
    InstanceValidator validator = new InstanceValidator(schema(), Optional.empty());
    Rounds rounds = new Rounds(Integer.parseInt(arguments[1]), examples, "examples");
    rounds.heads();
    for (int oneIn : new int[] {Integer.MAX_VALUE, 100, 10}) {
      byte[][] input = new byte[1000][];
      for (int i = 0; i < input.length; i++) {
        input[i] = example(i, oneIn);
      }
      String step = oneIn == Integer.MAX_VALUE ? "all fit" : "one in " + oneIn + " does not fit";
      rounds.measure(step, () -> run(validator, input, examples));
    }
  }

  private static Long run(InstanceValidator validator, byte[][] input, int examples) {
    long anomalous = 0;
    for (int i = 0; i < examples; i++) {
      anomalous += validator.validate(input[i % input.length]).getAnomalyInfoCount();
    }
    return anomalous;
  }

  private static byte[] example(int i, int oneIn) {
    ExampleBuilder builder = new ExampleBuilder();
    for (int f = 0; f < 6; f++) {
      builder.putFloats("float" + f, i * 0.5f + f);
      builder.putLongs("int" + f, i % 24);
      builder.putBytes("word" + f, ("value" + (i + f) % 50).getBytes(StandardCharsets.UTF_8));
    }
    if (i % oneIn == oneIn - 1) {
      builder.putLongs("int3", 24);
    }
    return builder.toByteArray();
  }

  private static Schema schema() throws TextFormat.ParseException {
    StringBuilder text = new StringBuilder("string_domain { name: 'words'");
    for (int i = 0; i < 50; i++) {
      text.append(" value: 'value").append(i).append('\'');
    }
    text.append('}');
    String always = " presence { min_fraction: 1 } value_count { min: 1 max: 1 }";
    for (int f = 0; f < 6; f++) {
      text.append(
          "feature { name: 'float" + f + "' type: FLOAT float_domain { min: 0 }" + always + "}");
      text.append(
          "feature { name: 'int" + f + "' type: INT int_domain { min: 0 max: 23 }" + always + "}");
      text.append("feature { name: 'word" + f + "' type: BYTES domain: 'words'" + always + "}");
    }
    return TextFormat.parse(text, Schema.class);
  }
}
