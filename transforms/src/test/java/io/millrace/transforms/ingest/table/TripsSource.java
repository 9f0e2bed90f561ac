package io.millrace.transforms.ingest.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The custom source of the guide. */
public final class TripsSource implements RowSource {
  /** Made by its name. */
  public TripsSource() {}

  @Override
  public Dataset<Row> read(SparkSession spark, String input, Map<String, String> options) {
    StructType columns =
        new StructType().add("trip", DataTypes.LongType).add("company", DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    for (long trip = 0; trip < Long.parseLong(options.get("trips")); trip++) {
      rows.add(RowFactory.create(trip, trip == 0 ? null : input));
    }
    return spark.createDataFrame(rows, columns).coalesce(1);
  }
}
