package io.millrace.records.spark.read;

import io.millrace.records.MalformedExampleException;
import io.millrace.records.spark.options.ReadMode;
import io.millrace.records.spark.options.RecordType;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/** One of the two ways to decode, record by record into the rows of one batch. */
final class DecoderWay {
  final ReadColumns columns;
  final FeatureDecoder decoder;
  final ColumnarBatch batch;
  final List<String> errors = new ArrayList<>();
  final List<Integer> refusedRows = new ArrayList<>();

  DecoderWay(StructType schema, RecordType type) {
    columns = ReadColumns.of(schema, schema, Rows.options(type, ReadMode.FAILFAST));
    decoder = (FeatureDecoder) columns.decoder();
    batch = new ColumnarBatch(columns.vectors().toArray(new ColumnVector[0]));
  }

  List<List<Object>> decode(List<byte[]> records, boolean plainFirst) {
    byte[] buffer = buffer(records);
    columns.startBatch(buffer);
    int offset = 0;
    int row = 0;
    for (byte[] record : records) {
      columns.reserveRows(row + 1);
      try {
        if (plainFirst) {
          decoder.decode(buffer, offset, record.length, row);
        } else {
          decoder.read(buffer, offset, record.length, row);
        }
      } catch (MismatchException | MalformedExampleException e) {
        decoder.clear(row);
        refusedRows.add(row);
        errors.add(row + ": " + e.getMessage());
      }
      row++;
      offset += record.length;
    }
    columns.endBatch(row);
    batch.setNumRows(row);
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < row; i++) {
      rows.add(Rows.row(batch, i));
    }
    return rows;
  }

  /** The last record ends where the buffer does. */
  private static byte[] buffer(List<byte[]> records) {
    byte[] buffer = new byte[records.stream().mapToInt(record -> record.length).sum()];
    int offset = 0;
    for (byte[] record : records) {
      System.arraycopy(record, 0, buffer, offset, record.length);
      offset += record.length;
    }
    return buffer;
  }
}
