package io.millrace.records.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.records.spark.SparkTests;
import io.millrace.records.spark.options.ListingOptions;
import io.millrace.records.spark.options.ReadOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TfRecordScanBuilderTest {
  private static final SparkSession SPARK = SparkTests.session();

  @TempDir private Path temp;

  private int tasks(int limit) {
    CaseInsensitiveStringMap options = new CaseInsensitiveStringMap(Map.of("batchRows", "100"));
    TfRecordScanBuilder builder =
        new TfRecordScanBuilder(
            new ScanSource(
                SPARK,
                List.of(temp.toString()),
                ReadOptions.of(options, SPARK.conf()),
                ListingOptions.of(options, SPARK.conf()),
                new Configuration(),
                StructType.fromDDL("id BIGINT"),
                new StructType(),
                null,
                false));
    if (limit > 0) {
      assertThat(builder.pushLimit(limit)).isTrue();
    }
    return builder.build().toBatch().planInputPartitions().length;
  }

  @Test
  void aLimitThatOneBatchFillsSplitsNoFile() throws IOException {
    Files.write(temp.resolve("f"), new byte[3_000]);
    SPARK.conf().set("spark.sql.files.maxPartitionBytes", "1000");
    SPARK.conf().set("spark.sql.files.openCostInBytes", "0");
    try {
      assertThat(tasks(0)).isEqualTo(3);
      assertThat(tasks(100)).isEqualTo(1);
      assertThat(tasks(101)).isEqualTo(3);
    } finally {
      SPARK.conf().unset("spark.sql.files.maxPartitionBytes");
      SPARK.conf().unset("spark.sql.files.openCostInBytes");
    }
  }
}
