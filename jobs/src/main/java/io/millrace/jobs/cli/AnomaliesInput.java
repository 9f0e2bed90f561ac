package io.millrace.jobs.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.report.FeatureDistance;
import io.millrace.transforms.validation.DistanceFile;
import io.millrace.transforms.validation.ExampleValidator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.metadata.v0.Anomalies;

/** Anomalies that a command was given, by split. */
final class AnomaliesInput {
  static final String EXPECTED = "anomalies as ExampleValidator or TFDV writes them";
  private static final List<String> NAMES =
      List.of(ExampleValidator.FILE_NAME, "anomalies.pbtxt", "SchemaDiff.pbtxt");

  private AnomaliesInput() {}

  /** Of an artefact, a split or a file; the split is empty where it is not known. */
  static Map<String, Anomalies> read(Storage storage, String uri) throws IOException {
    Map<String, Anomalies> bySplit = new LinkedHashMap<>();
    for (SplitFiles file : SplitFiles.read(storage, uri, NAMES, EXPECTED)) {
      bySplit.put(file.split(), parse(file));
    }
    return bySplit;
  }

  /** The distances beside them, by split; none if nothing was compared, or TFDV wrote them. */
  static Map<String, List<FeatureDistance>> distances(Storage storage, String uri)
      throws IOException {
    String folder = uri.length() > 1 ? uri.replaceFirst("/+$", "") : uri;
    if (!storage.stat(folder).folder()) {
      folder = parent(folder);
    }
    if (folder.substring(folder.lastIndexOf('/') + 1).startsWith("Split-")) {
      folder = parent(folder);
    }
    return DistanceFile.read(storage, folder);
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : path.substring(0, Math.max(1, slash));
  }

  private static Anomalies parse(SplitFiles file) throws IOException {
    Anomalies.Builder anomalies = Anomalies.newBuilder();
    try {
      if (file.isText()) {
        TextFormat.merge(new String(file.content(), StandardCharsets.UTF_8), anomalies);
      } else {
        for (byte[] message : file.messages()) {
          anomalies.mergeFrom(message);
        }
      }
    } catch (InvalidProtocolBufferException | TextFormat.ParseException e) {
      throw MillraceException.data(
          file.uri()
              + ": not an Anomalies message ("
              + e.getMessage()
              + ") (expected: "
              + EXPECTED
              + ")",
          e);
    }
    return anomalies.build();
  }
}
