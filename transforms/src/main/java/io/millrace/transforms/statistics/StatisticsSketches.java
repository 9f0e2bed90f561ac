package io.millrace.transforms.statistics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.Storage;
import io.millrace.artifacts.storage.StorageException;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import io.millrace.transforms.statistics.sketch.BadStateException;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.metadata.v0.Schema;

/**
 * The file {@value #FILE_NAME} beside {@code FeatureStats.pb}: all that was counted of a split, so
 * that statistics are merged and compared without reading data again.
 *
 * <p>Format: the bytes {@code MRST}, then what {@link StateOutput} wrote: the version (2), the
 * options as JSON, the schema as a binary message, and the state of the accumulator. A reader
 * refuses versions that it does not know.
 */
public final class StatisticsSketches {
  /** The file of a split. */
  public static final String FILE_NAME = "FeatureSketches.bin";

  private static final byte[] MAGIC = {'M', 'R', 'S', 'T'};
  private static final int VERSION = 2;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private StatisticsSketches() {}

  /**
   * Reads what was counted of a split.
   *
   * @return empty if the artefact has no such file, as those that TFX writes
   * @throws MillraceException (data) if the file is broken or of another version; (environment) if
   *     it cannot be read
   */
  public static Optional<SplitStatistics> read(Storage storage, String artefactUri, String split) {
    String uri = uri(artefactUri, split);
    try {
      return Optional.of(parse(uri, storage.readBytes(uri)));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (StorageException e) {
      throw MillraceException.environment(e.getMessage(), e);
    } catch (IOException e) {
      throw MillraceException.environment(uri + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Writes what was counted of a split. */
  static void write(Storage storage, String artefactUri, String split, SplitStatistics statistics)
      throws IOException {
    storage.writeBytes(uri(artefactUri, split), bytes(statistics));
  }

  static byte[] bytes(SplitStatistics statistics) throws IOException {
    StateOutput out = new StateOutput();
    out.write(MAGIC, 0, MAGIC.length);
    out.writeVarint(VERSION);
    Map<String, Object> options = new LinkedHashMap<>(OptionsBinder.toMap(statistics.options()));
    options.keySet().removeAll(StatisticsGenOptions.INPUT);
    out.writeBytes(JSON.writeValueAsBytes(options));
    out.writeBytes(statistics.schema().toByteArray());
    statistics.content().write(out);
    return out.toByteArray();
  }

  static SplitStatistics parse(String uri, byte[] bytes) {
    if (bytes.length < MAGIC.length || !Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))) {
      throw MillraceException.data(
          uri
              + ": not a file of sketches (expected: it starts with MRST); run StatisticsGen again");
    }
    StateInput in = new StateInput(bytes, MAGIC.length, bytes.length - MAGIC.length);
    try {
      long version = in.readVarint();
      if (version != VERSION) {
        throw MillraceException.data(
            "%s: found version %d (expected: %d); run StatisticsGen again"
                .formatted(uri, version, VERSION));
      }
      StatisticsGenOptions options = options(in);
      Schema schema = Schema.parseFrom(in.readBytes());
      SplitAccumulator content = new SplitAccumulator(Settings.of(options, schema));
      content.mergeFrom(in);
      if (!in.atEnd()) {
        throw new BadStateException(in.position(), "bytes behind the end");
      }
      return new SplitStatistics(options, schema, content);
    } catch (BadStateException | InvalidProtocolBufferException | JsonProcessingException e) {
      throw MillraceException.data(
          uri + ": damaged sketches: " + e.getMessage() + "; run StatisticsGen again", e);
    }
  }

  private static StatisticsGenOptions options(StateInput in) throws JsonProcessingException {
    String json = in.readString();
    Map<String, Object> values = JSON.readValue(json, new TypeReference<>() {});
    return OptionsBinder.bind(StatisticsGenOptions.class, values);
  }

  private static String uri(String artefactUri, String split) {
    return Storage.resolve(ArtifactLayout.split(artefactUri, split), FILE_NAME);
  }
}
