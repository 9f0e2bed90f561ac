package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.image.TestImages;
import io.millrace.transforms.report.SampleImage;
import io.millrace.transforms.schema.SchemaGen;
import io.millrace.transforms.schema.SchemaGenOptions;
import io.millrace.transforms.statistics.StatisticsGen;
import io.millrace.transforms.statistics.StatisticsGenOptions;
import io.millrace.transforms.statistics.StatisticsImages;
import io.millrace.transforms.testing.ExampleFolder;
import io.millrace.transforms.testing.SparkTestSession;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.Schema;

/** From images in examples to the anomalies that a schema and checks of images raise. */
class ImagesTest {
  private static final Storage STORAGE = new HadoopStorage(new Configuration(false));

  @TempDir Path folder;
  private final Map<String, InputArtifact> inputs = new HashMap<>();

  @Test
  void imagesAreFoundLookedAtAndValidated() throws Exception {
    byte[] photo = TestImages.jpeg(64, 48);
    ExampleFolder examples =
        new ExampleFolder(folder.resolve("examples"))
            .shard("train", 0, 0, 90, (i, b) -> b.putBytes("photo", TestImages.png(4 + i, 8)))
            .shard("train", 1, 90, 140, (i, b) -> b.putBytes("photo", photo))
            .shard(
                "train",
                2,
                140,
                150,
                (i, b) ->
                    b.putBytes("photo", i < 145 ? "?".getBytes(StandardCharsets.UTF_8) : cut(i)));
    inputs.put("examples", examples.artefact());
    run(
        new StatisticsGen(),
        StatisticsGenOptions.class,
        Map.of("enable_semantic_domain_stats", true, "image_stats", "pixels"),
        "statistics",
        ArtifactType.EXAMPLE_STATISTICS);
    String page = Files.readString(folder.resolve("statistics/statistics.html"));
    assertThat(page).contains("\"images\":[{\"dataset\":\"train\",\"feature\":\"photo\"");
    List<SampleImage> images =
        StatisticsImages.beside(
            STORAGE, "a", folder.resolve("statistics/Split-train/FeatureStats.pb").toString());
    assertThat(images).hasSize(12).allSatisfy(i -> assertThat(i.dataset()).isEqualTo("a"));
    assertThat(Files.size(folder.resolve("statistics/Split-train/FeatureStats.pb")))
        .isLessThan(10_000);

    run(new SchemaGen(), SchemaGenOptions.class, Map.of(), "schema", ArtifactType.SCHEMA);
    Path schemaFile = folder.resolve("schema/schema.pbtxt");
    Schema schema = TextFormat.parse(Files.readString(schemaFile), Schema.class);
    assertThat(schema.getFeature(0).hasImageDomain()).isTrue();
    Schema.Builder strict = schema.toBuilder();
    strict.getFeatureBuilder(0).getImageDomainBuilder().setMinimumSupportedImageFraction(0.99f);
    Files.writeString(schemaFile, strict.build().toString());

    run(
        new ExampleValidator(),
        ExampleValidatorOptions.class,
        Map.of(
            "statistics_checks",
            List.of(
                check("feature.custom['image_broken'] = 0", "broken images"),
                check("feature.custom['image_duplicates'] <= 10", "duplicates"),
                check("feature.custom['image_min_width'] >= 4", "small images"),
                check(
                    "feature.custom['image_near_duplicates'] is not null"
                        + " and feature.custom['image_mean_red'] between 0 and 1",
                    "pixels"))),
        "anomalies",
        ArtifactType.EXAMPLE_ANOMALIES);
    AnomalyInfo found =
        Anomalies.parseFrom(
                Files.readAllBytes(folder.resolve("anomalies/Split-train/SchemaDiff.pb")))
            .getAnomalyInfoMap()
            .get("photo");
    assertThat(found.getReasonList().stream().map(AnomalyInfo.Reason::getType))
        .containsExactlyInAnyOrder(
            AnomalyInfo.Type.LOW_SUPPORTED_IMAGE_FRACTION,
            AnomalyInfo.Type.CUSTOM_VALIDATION,
            AnomalyInfo.Type.CUSTOM_VALIDATION);
    assertThat(found.getDescription())
        .contains("Found: feature.custom['image_broken'] = 10.0.")
        .contains("Found: feature.custom['image_duplicates'] = 49.0.");
  }

  private static byte[] cut(int i) {
    return Arrays.copyOf(TestImages.png(9, 9), 40 + i - 145);
  }

  private static Map<String, Object> check(String expression, String description) {
    return Map.of("feature", "photo", "expression", expression, "description", description);
  }

  private <O extends Record> void run(
      Component<O> component,
      Class<O> type,
      Map<String, Object> options,
      String output,
      ArtifactType outputType)
      throws Exception {
    Path to = Files.createDirectories(folder.resolve(output));
    component.run(
        new ComponentContext<>(
            SparkTestSession.get(),
            STORAGE,
            OptionsBinder.bind(type, options),
            inputs,
            Map.of(output, to.toString()),
            Progress.silent()));
    inputs.put(output, new InputArtifact(outputType, to.toString(), Map.of(), 0));
  }
}
