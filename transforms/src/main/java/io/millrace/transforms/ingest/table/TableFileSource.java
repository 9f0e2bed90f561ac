package io.millrace.transforms.ingest.table;

import io.millrace.transforms.ingest.format.AvroFormat;
import io.millrace.transforms.ingest.format.TableFormat;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceRecords;
import io.millrace.transforms.ingest.source.SparkRecords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Parquet, ORC and Avro files. The columns of an input split are those of all its files together: a
 * column that a file lacks is null there, and types that do not go together are an error.
 */
public final class TableFileSource implements ExampleSource {
  private final String name;
  private final TableFormat format;

  /**
   * A source of files.
   *
   * @param name of the format in Spark: {@code parquet}, {@code orc}, {@code avro}
   */
  public TableFileSource(String name, TableFormat format) {
    this.name = name;
    this.format = format;
  }

  @Override
  public SourceRecords prepare(SourceContext context, List<InputFiles> inputs) throws IOException {
    SparkSession session = TableFiles.session(context);
    List<JavaRDD<SparkRecords.Row>> found = new ArrayList<>();
    for (InputFiles input : inputs) {
      Map<String, String> options =
          Map.of("mergeSchema", "true", "parquet.page.verify-checksum.enabled", "true");
      if (format instanceof AvroFormat) {
        AvroSchemas.checkEqual(context, input);
        options = Map.of("ignoreExtension", "true");
      }
      Dataset<Row> all = TableFiles.load(session, name, options, input);
      Dataset<Row> rows = TableFiles.chosen(input.place(), all, format);
      EncodeRows encode =
          new EncodeRows(input.place(), rows.schema(), format.decimals(), new Origin.File("row"));
      found.add(FileOrder.sorted(input.place(), InternalRows.of(rows)).mapPartitions(encode));
    }
    return new SparkRecords(Payload.EXAMPLE, found, TableFiles.bytes(inputs), OptionalLong.empty());
  }
}
