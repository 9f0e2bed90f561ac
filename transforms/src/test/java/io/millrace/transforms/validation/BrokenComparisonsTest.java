package io.millrace.transforms.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.millrace.transforms.files.SchemaFiles;
import io.millrace.transforms.schema.SchemaUpdate;
import io.millrace.transforms.statistics.StatisticsOf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;
import org.tensorflow.metadata.v0.Schema;

/** Writes datasets that are too far from others, for interop/test_anomalies.py. */
class BrokenComparisonsTest {
  private static final Path FOLDER = Path.of("target/interop/comparisons");
  private static final int NEW_DOMAIN_SIZE = 400;

  private static final Set<Type> RAISED =
      EnumSet.of(
          Type.COMPARATOR_CONTROL_DATA_MISSING,
          Type.COMPARATOR_HIGH_NUM_EXAMPLES,
          Type.COMPARATOR_JENSEN_SHANNON_DIVERGENCE_HIGH,
          Type.COMPARATOR_LOW_NUM_EXAMPLES,
          Type.COMPARATOR_L_INFTY_HIGH,
          Type.COMPARATOR_NORMALIZED_ABSOLUTE_DIFFERENCE_HIGH);

  private static final List<String> WORDS = List.of("red", "green", "blue", "black");

  /** {@code count} records, whose values lie differently for each {@code shift}. */
  private static DatasetFeatureStatistics dataset(int count, int shift) {
    return StatisticsOf.examples(
        count,
        (i, record) -> {
          String word = WORDS.get(i % (1 + shift) % WORDS.size());
          record.putBytes("word", word.getBytes(StandardCharsets.UTF_8));
          record.putFloats("fare", i % 50 + 10f * shift);
          record.putLongs("age", i % 20 + shift);
          if (shift < 3) {
            record.putLongs("rare", i);
          }
        });
  }

  private static final Map<String, String> SCHEMAS = new LinkedHashMap<>();

  static {
    for (String side : List.of("drift", "skew")) {
      for (String threshold : List.of("0", "0.01", "0.3", "1")) {
        String name = side + "-" + threshold + "-";
        String words = "feature { name: 'word' type: BYTES " + side + "_comparator { %s } }";
        String fares = "feature { name: 'fare' type: FLOAT " + side + "_comparator { %s } }";
        String ages = "feature { name: 'age' type: INT " + side + "_comparator { %s } }";
        String infinity = "infinity_norm { threshold: " + threshold + " } ";
        String divergence = "jensen_shannon_divergence { threshold: " + threshold + " } ";
        String difference = "normalized_abs_difference { threshold: " + threshold + " } ";
        SCHEMAS.put(name + "infinity", words.formatted(infinity));
        SCHEMAS.put(name + "divergence", words.formatted(divergence));
        SCHEMAS.put(name + "difference", words.formatted(difference));
        SCHEMAS.put(name + "all", words.formatted(infinity + divergence + difference));
        SCHEMAS.put(name + "fares", fares.formatted(divergence));
        SCHEMAS.put(name + "ages", ages.formatted(divergence));
      }
      SCHEMAS.put(
          side + "-missing",
          "feature { name: 'rare' type: INT "
              + side
              + "_comparator { jensen_shannon_divergence { threshold: 0.1 } } }");
    }
    for (String side : List.of("drift", "version")) {
      String counts = "dataset_constraints { num_examples_" + side + "_comparator { %s } }";
      SCHEMAS.put(side + "-examples-low", counts.formatted("min_fraction_threshold: 1.5"));
      SCHEMAS.put(side + "-examples-high", counts.formatted("max_fraction_threshold: 0.3"));
      SCHEMAS.put(
          side + "-examples-kept",
          counts.formatted("min_fraction_threshold: 0.1 max_fraction_threshold: 10"));
      SCHEMAS.put(
          side + "-examples-both",
          counts.formatted("max_fraction_threshold: 0.3")
              + " dataset_constraints { min_examples_count: 1000 }");
    }
  }

  @Test
  void everyComparatorIsRaisedAndEachCaseIsWrittenForTfdv() throws IOException {
    DatasetFeatureStatistics now = dataset(200, 1);
    Set<Type> raised = new TreeSet<>();
    for (Map.Entry<String, String> one : SCHEMAS.entrySet()) {
      int shift = one.getKey().startsWith("version") ? 1 : 3;
      write(one.getKey(), one.getValue(), now, dataset(400, shift), raised);
      write(one.getKey() + "-nearer", one.getValue(), now, dataset(250, 2), raised);
    }
    for (String side : List.of("drift", "version")) {
      String high = SCHEMAS.get(side + "-examples-high");
      write(side + "-examples-none-before", high, now, empty(), raised);
    }
    assertThat(raised).containsAll(RAISED);
  }

  /** Examples none, but not the message without anything, which is no control at all. */
  private static DatasetFeatureStatistics empty() {
    return DatasetFeatureStatistics.newBuilder().setName("none").build();
  }

  private static void write(
      String name,
      String text,
      DatasetFeatureStatistics now,
      DatasetFeatureStatistics control,
      Set<Type> raised)
      throws IOException {
    Schema.Builder builder = Schema.newBuilder();
    TextFormat.merge(text, builder);
    Schema schema = builder.build();
    boolean skew = name.startsWith("skew");
    boolean version = name.startsWith("version");
    Controls controls =
        new Controls(
            Optional.of(control).filter(c -> skew),
            Optional.of(control).filter(c -> !skew && !version),
            Optional.of(control).filter(c -> version));
    AnomalyBook book = new AnomalyBook(new Severities(List.of()));
    book.addAll(SchemaUpdate.of(schema, now, NEW_DOMAIN_SIZE));
    new SkewAndDrift(schema, new DatasetView(now), book).compare(controls);
    Anomalies anomalies = book.toProto(schema);
    anomalies
        .getAnomalyInfoMap()
        .values()
        .forEach(a -> a.getReasonList().forEach(r -> raised.add(r.getType())));
    anomalies.getDatasetAnomalyInfo().getReasonList().forEach(r -> raised.add(r.getType()));
    Path folder = Files.createDirectories(FOLDER.resolve(name));
    Files.write(folder.resolve("anomalies.pb"), anomalies.toByteArray());
    Files.writeString(folder.resolve("schema.pbtxt"), SchemaFiles.text(schema));
    Files.write(folder.resolve("statistics.pb"), list(now));
    write(folder, "serving", controls.serving());
    write(folder, "previous", controls.previousSpan());
    write(folder, "version", controls.previousVersion());
  }

  private static void write(Path folder, String name, Optional<DatasetFeatureStatistics> control)
      throws IOException {
    if (control.isPresent()) {
      Files.write(folder.resolve(name + ".pb"), list(control.get()));
    }
  }

  private static byte[] list(DatasetFeatureStatistics dataset) {
    return DatasetFeatureStatisticsList.newBuilder().addDatasets(dataset).build().toByteArray();
  }
}
