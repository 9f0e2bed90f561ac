package io.millrace.records.spark.read;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What Spark wants of a source.
 *
 * @param dataColumns columns from the records
 * @param partitionColumns columns from the folders; they follow the others
 * @param filters on partition columns; all are applied here, none by Spark
 * @param limit the most rows a task gives; {@link #ALL} for all
 * @param countOnly whether a task gives the number of its records alone
 */
record ScanRequest(
    StructType dataColumns,
    StructType partitionColumns,
    List<Predicate> filters,
    long limit,
    boolean countOnly) {
  static final long ALL = -1;

  private static final StructType COUNT =
      new StructType().add("count(*)", DataTypes.LongType, false);

  StructType schema() {
    if (countOnly) {
      return COUNT;
    }
    StructType schema = dataColumns;
    for (var column : partitionColumns.fields()) {
      schema = schema.add(column);
    }
    return schema;
  }

  /**
   * Whether no task gives more rows than a batch. Then splits gain nothing, and a task that ends
   * early does not come to the border of its split and cannot check it.
   */
  boolean fitsABatch(int batchRows) {
    return limit != ALL && limit <= batchRows && !countOnly;
  }

  String description() {
    List<String> parts = new ArrayList<>();
    if (countOnly) {
      parts.add("pushed: count(*)");
    } else {
      parts.add("columns: [" + String.join(", ", dataColumns.fieldNames()) + "]");
      if (!partitionColumns.isEmpty()) {
        parts.add("partition columns: [" + String.join(", ", partitionColumns.fieldNames()) + "]");
      }
    }
    if (!filters.isEmpty()) {
      parts.add("partition filters: " + filters);
    }
    if (limit != ALL) {
      parts.add("pushed limit: " + limit);
    }
    return String.join(", ", parts);
  }
}
