package io.millrace.jobs.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.report.NamedDataset;
import io.millrace.transforms.statistics.StatisticsFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.metadata.v0.DatasetFeatureStatistics;
import org.tensorflow.metadata.v0.DatasetFeatureStatisticsList;

/**
 * A dataset that a command was given.
 *
 * @param source the index of the argument that it comes from
 * @param uri the file
 * @param split empty if it is not known
 * @param slice its key; empty for all examples
 */
record StatisticsInput(
    int source, String uri, String split, String slice, DatasetFeatureStatistics statistics) {
  static final String EXPECTED = "statistics as StatisticsGen or TFDV writes them";
  private static final List<String> NAMES =
      List.of(StatisticsFiles.FILE_NAME, "stats_tfrecord", "FeatureStats.pbtxt");

  /** The datasets of artefacts, splits and files, in their order. */
  static List<StatisticsInput> read(Storage storage, List<String> uris) throws IOException {
    List<StatisticsInput> all = new ArrayList<>();
    for (int i = 0; i < uris.size(); i++) {
      for (SplitFiles file : SplitFiles.read(storage, uris.get(i), NAMES, EXPECTED)) {
        for (DatasetFeatureStatistics dataset : parse(file).getDatasetsList()) {
          String slice =
              dataset.getName().equals(StatisticsFiles.ALL_EXAMPLES) ? "" : dataset.getName();
          all.add(new StatisticsInput(i, file.uri(), file.split(), slice, dataset));
        }
      }
    }
    return all;
  }

  /**
   * The datasets over all examples of an artefact, a split or a file, by split.
   *
   * @throws MillraceException (data) if a file has several datasets and none of them is that
   */
  static Map<String, DatasetFeatureStatistics> whole(Storage storage, String uri)
      throws IOException {
    Map<String, DatasetFeatureStatistics> bySplit = new LinkedHashMap<>();
    for (SplitFiles file : SplitFiles.read(storage, uri, NAMES, EXPECTED)) {
      bySplit.put(file.split(), StatisticsFiles.allExamples(parse(file), file.uri()));
    }
    return bySplit;
  }

  private static DatasetFeatureStatisticsList parse(SplitFiles file) throws IOException {
    DatasetFeatureStatisticsList.Builder all = DatasetFeatureStatisticsList.newBuilder();
    try {
      if (file.isText()) {
        TextFormat.merge(new String(file.content(), StandardCharsets.UTF_8), all);
      } else {
        for (byte[] message : file.messages()) {
          all.mergeFrom(message);
        }
      }
    } catch (InvalidProtocolBufferException | TextFormat.ParseException e) {
      throw MillraceException.data(
          file.uri()
              + ": not a DatasetFeatureStatisticsList ("
              + e.getMessage()
              + ") (expected: "
              + EXPECTED
              + ")",
          e);
    }
    return all.build();
  }

  /**
   * The datasets under names that differ: the split and the slice, and where these are the same in
   * two arguments the first part of the path, from its end, in which the arguments differ.
   */
  static List<NamedDataset> named(List<StatisticsInput> inputs, List<String> uris) {
    Set<String> seen = new HashSet<>();
    boolean unique = inputs.stream().allMatch(i -> !i.name("").isEmpty() && seen.add(i.name("")));
    List<NamedDataset> named = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (StatisticsInput input : inputs) {
      String name = input.name(unique ? "" : distinct(uris, input.source()));
      String free = name.isEmpty() ? "statistics" : name;
      for (int i = 2; !taken.add(free); i++) {
        free = (name.isEmpty() ? "statistics" : name) + " (" + i + ")";
      }
      named.add(new NamedDataset(free, input.statistics(), Optional.empty()));
    }
    return named;
  }

  private String name(String prefix) {
    return String.join(
        " · ", Arrays.asList(prefix, split, slice).stream().filter(s -> !s.isEmpty()).toList());
  }

  private static String distinct(List<String> uris, int source) {
    if (uris.size() < 2) {
      return "";
    }
    String[] mine = uris.get(source).split("/+");
    String[] other = uris.get(1 - source).split("/+");
    for (int i = 1; i <= mine.length; i++) {
      String part = mine[mine.length - i];
      if (i > other.length || !part.equals(other[other.length - i])) {
        return part;
      }
    }
    return uris.get(source);
  }
}
