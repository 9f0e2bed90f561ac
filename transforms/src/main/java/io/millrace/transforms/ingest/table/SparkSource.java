package io.millrace.transforms.ingest.table;

import io.millrace.transforms.ingest.format.SparkFormat;
import io.millrace.transforms.ingest.source.SourceContext;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Whatever a connector of Spark reads; the order and the partitions are the connector's. */
public final class SparkSource extends RowsSource {
  private final SparkFormat format;

  /** A source with these options. */
  public SparkSource(SparkFormat format) {
    super(format);
    this.format = format;
  }

  @Override
  String name() {
    return format
        .table()
        .map(table -> "table " + table)
        .orElseGet(
            () -> format.format().orElseThrow() + format.path().map(p -> " " + p).orElse(""));
  }

  @Override
  Dataset<Row> rows(SourceContext context) {
    if (format.table().isPresent()) {
      return context.spark().table(format.table().get());
    }
    DataFrameReader reader =
        context.spark().read().format(format.format().orElseThrow()).options(format.options());
    return format.path().isPresent() ? reader.load(format.path().get()) : reader.load();
  }
}
