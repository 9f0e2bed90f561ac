package io.millrace.transforms.ingest.table;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.artifacts.storage.StorageException;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceJobs;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import scala.util.Properties;

/** What Spark does not look after: it takes the schema of any one file for that of all. */
final class AvroSchemas {
  private static final String READER = "org.apache.spark.sql.avro.AvroFileFormat";

  private AvroSchemas() {}

  /**
   * Compares the schemas of all files, in tasks.
   *
   * @throws MillraceException (data) if they differ, or a file is none of Avro; (environment) if
   *     Spark cannot read Avro
   */
  static void checkEqual(SourceContext context, InputFiles input) throws IOException {
    checkReader(context.spark().version());
    Storage storage = context.storage();
    List<String> files = input.files().stream().map(Storage.Entry::uri).toList();
    List<String> schemas = SourceJobs.map(context, files, file -> schema(storage, file));
    for (int i = 1; i < schemas.size(); i++) {
      if (!isSame(schemas.get(i), schemas.get(0))) {
        throw MillraceException.data(
            "%s: schema: found %s (expected: that of %s: %s); ingest them apart, as input splits, or write them anew"
                .formatted(files.get(i), schemas.get(i), files.get(0), schemas.get(0)));
      }
    }
  }

  /** Whether all but comments is the same; logical types count. */
  private static boolean isSame(String json, String other) {
    return json.equals(other)
        || new Schema.Parser().parse(json).equals(new Schema.Parser().parse(other));
  }

  private static void checkReader(String sparkVersion) {
    try {
      Class.forName(READER, false, Thread.currentThread().getContextClassLoader());
    } catch (ClassNotFoundException e) {
      String scala = Properties.versionNumberString();
      throw MillraceException.environment(
          "format: avro: this Spark cannot read Avro (expected: its package on the class path); add --packages org.apache.spark:spark-avro_%s:%s to spark-submit"
              .formatted(scala.substring(0, scala.lastIndexOf('.')), sparkVersion),
          e);
    }
  }

  private static String schema(Storage storage, String file) throws IOException {
    try (InputStream in = storage.open(file);
        DataFileStream<GenericRecord> avro = new DataFileStream<>(in, new GenericDatumReader<>())) {
      return avro.getSchema().toString();
    } catch (StorageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw MillraceException.data(
          "%s: byte 0: found %s (expected: an Avro file with its schema); narrow the pattern of the input, or fetch it again"
              .formatted(file, EncodeRows.oneLine(e)),
          e);
    }
  }
}
