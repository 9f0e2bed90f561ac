package io.millrace.model.train;

import com.google.protobuf.TextFormat;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.tensorflow.metadata.v0.Feature;
import org.tensorflow.metadata.v0.FeatureType;
import org.tensorflow.metadata.v0.FixedShape;
import org.tensorflow.metadata.v0.Schema;

/** What the schema of the transformed examples says of the trainer's input and label. */
final class TransformedInput {
  private static final String FILE = "transformed_metadata/schema.pbtxt";

  private TransformedInput() {}

  /**
   * The shape of the input feature; one value per example is {@code [1]}.
   *
   * @throws MillraceException (usage) if a feature is missing or unfit, with those there are
   */
  static List<Integer> dims(Storage storage, String transformGraphUri, String input, String label)
      throws IOException {
    Schema schema = read(storage, Storage.resolve(transformGraphUri, FILE));
    Feature found = feature(schema, "input", input);
    if (found.getType() == FeatureType.BYTES) {
      throw MillraceException.usage(
          "input: feature '"
              + input
              + "' holds bytes after the transform (expected: numbers); decode it there, for"
              + " example with decode_raw");
    }
    if (!found.hasShape()) {
      throw MillraceException.usage(
          "input: feature '"
              + input
              + "' has no fixed shape after the transform (expected: one); give it one there, for"
              + " example with reshape");
    }
    if (feature(schema, "label", label).getType() != FeatureType.INT) {
      throw MillraceException.usage(
          "label: feature '"
              + label
              + "' is no integer after the transform (expected: the number of the class, from 0)");
    }
    List<Integer> dims =
        found.getShape().getDimList().stream()
            .map(FixedShape.Dim::getSize)
            .map(Math::toIntExact)
            .toList();
    return dims.isEmpty() ? List.of(1) : dims;
  }

  private static Feature feature(Schema schema, String option, String name) {
    Optional<Feature> found =
        schema.getFeatureList().stream().filter(f -> f.getName().equals(name)).findFirst();
    return found.orElseThrow(
        () ->
            MillraceException.usage(
                option
                    + ": the transform gives no feature '"
                    + name
                    + "' (expected: one of "
                    + schema.getFeatureList().stream().map(Feature::getName).toList()
                    + ")"));
  }

  private static Schema read(Storage storage, String uri) throws IOException {
    Schema.Builder schema = Schema.newBuilder();
    try {
      String text = new String(storage.readBytes(uri), StandardCharsets.UTF_8);
      TextFormat.Parser.newBuilder().setAllowUnknownFields(true).build().merge(text, schema);
    } catch (FileNotFoundException e) {
      throw MillraceException.data(
          uri + ": not found (expected: the output 'transform_graph' of a transform)", e);
    } catch (TextFormat.ParseException e) {
      throw MillraceException.data(
          uri + ":" + e.getLine() + ":" + e.getColumn() + ": " + e.getMessage(), e);
    }
    return schema.build();
  }
}
