package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.TfRecordReader;
import io.millrace.transforms.statistics.batch.FeaturePath;
import io.millrace.transforms.statistics.language.LanguageStatistics;
import io.millrace.transforms.statistics.language.Vocabulary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.metadata.v0.Schema;

/** Reads the vocabularies that a schema names, each a file by the option {@code vocab_paths}. */
final class Vocabularies {
  /** A file with this ending is a compressed TFRecord file, any other one has a token a line. */
  private static final String RECORDS = "tfrecord.gz";

  private Vocabularies() {}

  /**
   * Reads all files.
   *
   * @return by the name of the vocabulary
   * @throws MillraceException (usage) if a vocabulary has no file among the options; (data) if the
   *     file cannot be read
   */
  static Map<String, Vocabulary> read(
      Storage storage, StatisticsGenOptions options, Schema schema) {
    Map<String, Vocabulary> found = new HashMap<>();
    for (Map.Entry<String, FeaturePath> named :
        LanguageStatistics.vocabulariesOf(schema).entrySet()) {
      String path = options.vocabPaths().get(named.getKey());
      if (path == null) {
        throw MillraceException.usage(
            "vocab_paths: found %s (expected: the file of '%s', the vocabulary of feature '%s' in the schema)"
                .formatted(options.vocabPaths().keySet(), named.getKey(), named.getValue()));
      }
      try {
        found.put(named.getKey(), Vocabulary.of(lines(path, storage.readBytes(path))));
      } catch (IOException e) {
        throw MillraceException.data(
            "%s: cannot be read: %s (expected: the vocabulary '%s' of vocab_paths, a token a line)"
                .formatted(path, e.getMessage(), named.getKey()),
            e);
      }
    }
    return found;
  }

  private static List<String> lines(String path, byte[] content) throws IOException {
    if (!path.endsWith(RECORDS)) {
      return new String(content, StandardCharsets.UTF_8).lines().toList();
    }
    List<String> tokens = new ArrayList<>();
    try (TfRecordReader reader = TfRecordReader.open(new ByteArrayInputStream(content), path)) {
      while (reader.next()) {
        tokens.add(new String(reader.record(), StandardCharsets.UTF_8));
      }
    }
    return tokens;
  }
}
