package io.millrace.transforms.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tensorflow.metadata.v0.Anomalies;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.Schema;

/**
 * Writes what interop/test_anomalies.py asks TFDV about: broken datasets and what we say of them.
 */
class BrokenDatasetsTest {
  private static final Path FOLDER = Path.of("target/interop/anomalies");
  private static final int NEW_DOMAIN_SIZE = 400;
  private static final int INFERRED_DOMAIN_SIZE = 100;

  /** Those that TFDV's open sources raise from a schema and one dataset. */
  private static final Set<Type> RAISED =
      EnumSet.of(
          Type.BOOL_TYPE_BIG_INT,
          Type.BOOL_TYPE_SMALL_INT,
          Type.BOOL_TYPE_UNEXPECTED_FLOAT,
          Type.BOOL_TYPE_UNEXPECTED_STRING,
          Type.DATASET_HIGH_NUM_EXAMPLES,
          Type.DATASET_LOW_NUM_EXAMPLES,
          Type.DERIVED_FEATURE_BAD_LIFECYCLE,
          Type.DERIVED_FEATURE_INVALID_SOURCE,
          Type.DOMAIN_INVALID_FOR_TYPE,
          Type.ENUM_TYPE_INVALID_UTF8,
          Type.ENUM_TYPE_UNEXPECTED_STRING_VALUES,
          Type.FEATURE_COVERAGE_TOO_LOW,
          Type.FEATURE_COVERAGE_TOO_SHORT_AVG_TOKEN_LENGTH,
          Type.FEATURE_MISSING_NAME,
          Type.FEATURE_MISSING_TYPE,
          Type.FEATURE_TYPE_HIGH_NUMBER_VALUES,
          Type.FEATURE_TYPE_HIGH_UNIQUE,
          Type.FEATURE_TYPE_LOW_FRACTION_PRESENT,
          Type.FEATURE_TYPE_LOW_NUMBER_PRESENT,
          Type.FEATURE_TYPE_LOW_NUMBER_VALUES,
          Type.FEATURE_TYPE_LOW_UNIQUE,
          Type.FEATURE_TYPE_NOT_PRESENT,
          Type.FEATURE_TYPE_NO_UNIQUE,
          Type.FLOAT_TYPE_BIG_FLOAT,
          Type.FLOAT_TYPE_HAS_INF,
          Type.FLOAT_TYPE_HAS_NAN,
          Type.FLOAT_TYPE_SMALL_FLOAT,
          Type.FLOAT_TYPE_STRING_NOT_FLOAT,
          Type.INT_TYPE_BIG_INT,
          Type.INT_TYPE_NOT_INT_STRING,
          Type.INT_TYPE_SMALL_INT,
          Type.INVALID_DOMAIN_SPECIFICATION,
          Type.INVALID_FEATURE_SHAPE,
          Type.INVALID_SCHEMA_SPECIFICATION,
          Type.LOW_SUPPORTED_IMAGE_FRACTION,
          Type.MAX_IMAGE_BYTE_SIZE_EXCEEDED,
          Type.SCHEMA_MISSING_COLUMN,
          Type.SCHEMA_NEW_COLUMN,
          Type.SEMANTIC_DOMAIN_UPDATE,
          Type.SEQUENCE_VALUE_TOO_FEW_OCCURRENCES,
          Type.SEQUENCE_VALUE_TOO_LARGE_FRACTION,
          Type.SEQUENCE_VALUE_TOO_MANY_OCCURRENCES,
          Type.SEQUENCE_VALUE_TOO_SMALL_FRACTION,
          Type.SPARSE_FEATURE_LENGTH_MISMATCH,
          Type.SPARSE_FEATURE_MISSING_INDEX,
          Type.SPARSE_FEATURE_MISSING_VALUE,
          Type.SPARSE_FEATURE_NAME_COLLISION,
          Type.STATS_NOT_AVAILABLE,
          Type.UNEXPECTED_DATA_TYPE,
          Type.VALUE_NESTEDNESS_MISMATCH,
          Type.WEIGHTED_FEATURE_LENGTH_MISMATCH,
          Type.WEIGHTED_FEATURE_MISSING_VALUE,
          Type.WEIGHTED_FEATURE_MISSING_WEIGHT,
          Type.WEIGHTED_FEATURE_NAME_COLLISION);

  @Test
  void everyAnomalyIsRaisedAndEachCaseIsWrittenForTfdv() throws IOException {
    List<BrokenDatasets.Case> cases = BrokenDatasets.all();
    assertThat(cases).hasSizeGreaterThan(150);
    clear();
    Set<Type> raised = new TreeSet<>();
    for (BrokenDatasets.Case broken : cases) {
      SchemaUpdate update = write(broken);
      Stream.concat(update.anomalies().values().stream(), update.datasetAnomaly().stream())
          .peek(a -> assertThat(a.getSeverity()).isEqualTo(AnomalyInfo.Severity.ERROR))
          .forEach(a -> a.getReasonList().forEach(r -> raised.add(r.getType())));
    }
    assertThat(raised).containsExactlyInAnyOrderElementsOf(RAISED);
  }

  private static SchemaUpdate write(BrokenDatasets.Case broken) throws IOException {
    Path folder = Files.createDirectories(FOLDER.resolve(broken.name()));
    DatasetFeatureStatistics statistics =
        StatisticsFiles.allExamples(broken.statistics(), broken.name());
    SchemaUpdate update =
        SchemaUpdate.of(broken.schema(), statistics, NEW_DOMAIN_SIZE, broken.environment());
    Anomalies.Builder anomalies =
        Anomalies.newBuilder()
            .putAllAnomalyInfo(update.anomalies())
            .setDataMissing(update.dataMissing());
    update.datasetAnomaly().ifPresent(anomalies::setDatasetAnomalyInfo);
    Files.write(folder.resolve("statistics.pb"), broken.statistics().toByteArray());
    Files.write(folder.resolve("anomalies.pb"), anomalies.build().toByteArray());
    Files.writeString(folder.resolve("environment"), broken.environment().orElse(""));
    text(folder, "schema", broken.schema());
    SchemaUpdate plain = SchemaUpdate.of(broken.schema(), statistics, INFERRED_DOMAIN_SIZE);
    text(folder, "updated", plain.updated());
    text(folder, "inferred", infer(true, statistics));
    text(folder, "inferred-without-shapes", infer(false, statistics));
    return update;
  }

  private static Schema infer(boolean shapes, DatasetFeatureStatistics statistics) {
    return new SchemaInference(shapes, INFERRED_DOMAIN_SIZE).infer(statistics);
  }

  private static void text(Path folder, String name, Message message) throws IOException {
    Files.writeString(
        folder.resolve(name + ".pbtxt"),
        TextFormat.printer().escapingNonAscii(false).printToString(message));
  }

  private static void clear() throws IOException {
    if (Files.isDirectory(FOLDER)) {
      try (Stream<Path> old = Files.walk(FOLDER)) {
        for (Path path : old.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
