package io.millrace.transforms.graph;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.Name;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;

/** The preprocessing function that the option {@code features} describes. */
final class MapperChains implements PreprocessingFn {
  private final Map<String, List<Mapper>> features;

  /** Chains by the names of the transformed features. */
  MapperChains(Map<String, List<Mapper>> features) {
    this.features = features;
  }

  @Override
  public Map<String, Operand<?>> apply(TransformContext tft, Map<String, Operand<?>> inputs) {
    Map<String, Operand<?>> outputs = new LinkedHashMap<>();
    features.forEach((name, chain) -> outputs.put(name, feature(tft, inputs, name, chain)));
    return outputs;
  }

  private static Operand<?> feature(
      TransformContext tft, Map<String, Operand<?>> inputs, String name, List<Mapper> chain) {
    boolean renamed = !chain.isEmpty() && chain.get(0) instanceof Mapper.From;
    String raw = renamed ? ((Mapper.From) chain.get(0)).feature() : name;
    Operand<?> value;
    try {
      value = inputs.get(raw);
    } catch (MillraceException e) {
      throw located("features." + name, e);
    }
    for (int i = renamed ? 1 : 0; i < chain.size(); i++) {
      Mapper mapper = chain.get(i);
      try {
        value = mapper.apply(tft, value);
      } catch (MillraceException e) {
        throw located("features.%s[%d].%s".formatted(name, i, name(mapper)), e);
      } catch (IllegalArgumentException e) {
        // TensorFlow's own refusal of a dtype or shape.
        throw MillraceException.usage(
            "features.%s[%d].%s: found %s of shape %s, which TensorFlow refuses: %s"
                .formatted(
                    name,
                    i,
                    name(mapper),
                    Dtypes.name(Dtypes.of(value)),
                    value.shape(),
                    e.getMessage()));
      }
    }
    return value;
  }

  private static MillraceException located(String where, MillraceException e) {
    return e.category() == MillraceException.Category.USAGE
        ? MillraceException.usage(where + ": " + e.getMessage())
        : e;
  }

  private static String name(Mapper mapper) {
    return mapper.getClass().getAnnotation(Name.class).value();
  }
}
