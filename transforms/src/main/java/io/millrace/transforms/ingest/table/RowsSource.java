package io.millrace.transforms.ingest.table;

import io.millrace.transforms.ingest.format.TableFormat;
import io.millrace.transforms.ingest.source.ExampleSource;
import io.millrace.transforms.ingest.source.InputFiles;
import io.millrace.transforms.ingest.source.Payload;
import io.millrace.transforms.ingest.source.SourceContext;
import io.millrace.transforms.ingest.source.SourceRecords;
import io.millrace.transforms.ingest.source.SparkRecords;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What sources that are no files have in common: one dataset is one input split. */
abstract class RowsSource implements ExampleSource {
  private final TableFormat format;

  RowsSource(TableFormat format) {
    this.format = format;
  }

  /** What the rows are called in messages. */
  abstract String name();

  /** The rows, all columns. */
  abstract Dataset<Row> rows(SourceContext context) throws Exception;

  /** The rows as they are encoded. */
  Dataset<Row> ordered(Dataset<Row> chosen) {
    return chosen;
  }

  @Override
  public final boolean readsFiles() {
    return false;
  }

  @Override
  public final SourceRecords prepare(SourceContext context, List<InputFiles> inputs) {
    String name = name();
    Dataset<Row> all = TableFiles.explained(name, () -> rows(context));
    Dataset<Row> rows =
        TableFiles.explained(name, () -> ordered(TableFiles.chosen(name, all, format)));
    EncodeRows encode =
        new EncodeRows(name, rows.schema(), format.decimals(), new Origin.Table(name));
    return new SparkRecords(
        Payload.EXAMPLE,
        List.of(InternalRows.of(rows).mapPartitions(encode)),
        -1,
        OptionalLong.empty());
  }
}
