package io.millrace.records.spark.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.millrace.records.spark.options.RecordType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Any bytes: the walk over plain records and the cursors give the same rows, or both refuse. */
class DecoderFuzzTest {
  private static final DataType[][] TYPES = {
    {DataTypes.StringType, DataTypes.BinaryType, DataTypes.createDecimalType(6, 2)},
    {DataTypes.FloatType, DataTypes.DoubleType},
    {DataTypes.LongType, DataTypes.IntegerType, DataTypes.BooleanType}
  };

  /** The first byte says what the records are, a byte before each how long it is. */
  @FuzzTest(maxDuration = "20s")
  void bothWaysGiveTheSame(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    boolean sequence = (bytes[0] & 1) != 0;
    RecordType type = sequence ? RecordType.SEQUENCE_EXAMPLE : RecordType.EXAMPLE;
    StructType schema = schema(sequence, bytes[0] >> 1 & 3);
    List<byte[]> records = records(bytes);
    DecoderWay fast = new DecoderWay(schema, type);
    DecoderWay slow = new DecoderWay(schema, type);

    assertThat(fast.decode(records, true)).isEqualTo(slow.decode(records, false));
    assertThat(fast.refusedRows).isEqualTo(slow.refusedRows);
  }

  private static StructType schema(boolean nested, int shift) {
    StructType schema = new StructType();
    for (int i = 0; i < RandomRecords.NAMES; i++) {
      DataType[] types = TYPES[RandomRecords.kind(i) - 1];
      DataType type = types[i / 3 % types.length];
      for (int depth = (i + shift) % (nested ? 3 : 2); depth > 0; depth--) {
        type = DataTypes.createArrayType(type);
      }
      schema = schema.add(RandomRecords.name(i), type);
    }
    return schema;
  }

  private static List<byte[]> records(byte[] bytes) {
    List<byte[]> records = new ArrayList<>();
    int at = 1;
    while (at < bytes.length) {
      int from = at + 1;
      at = Math.min(bytes.length, from + (bytes[at] & 0xff));
      records.add(Arrays.copyOfRange(bytes, from, at));
    }
    return records;
  }
}
