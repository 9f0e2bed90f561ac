package io.millrace.transforms.ingest.table;

import io.millrace.transforms.ingest.format.SparkFormat;
import io.millrace.transforms.ingest.source.SourceContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A dataset that is there already, under the name of a table. */
public final class DatasetSource extends RowsSource {
  private final String name;
  private final Dataset<Row> rows;

  /** These rows; the format says what else there is to say of them. */
  public DatasetSource(SparkFormat format, Dataset<Row> rows) {
    super(format);
    this.name = format.table().orElse("the dataset");
    this.rows = rows;
  }

  @Override
  String name() {
    return name;
  }

  @Override
  Dataset<Row> rows(SourceContext context) {
    return rows;
  }
}
