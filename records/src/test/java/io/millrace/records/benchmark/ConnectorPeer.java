package io.millrace.records.benchmark;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.tensorflow.example.BytesList;
import org.tensorflow.example.Example;
import org.tensorflow.example.Feature;
import org.tensorflow.example.Features;
import org.tensorflow.example.FloatList;
import org.tensorflow.example.Int64List;
import org.tensorflow.hadoop.io.TFRecordFileInputFormat;
import org.tensorflow.hadoop.io.TFRecordFileOutputFormat;
import scala.Tuple2;
import scala.collection.JavaConverters;

/**
 * What both TensorFlow connectors for Spark do: tensorflow-hadoop's formats, a protobuf message for
 * each record, boxed values, a row. LinkedIn's boxes every byte of a value on the way into the row;
 * that is measured apart, and else left out.
 */
final class ConnectorPeer {
  private ConnectorPeer() {}

  static Dataset<Row> read(SparkSession spark, String path, StructType schema, boolean boxedBytes) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    JavaRDD<Row> rows =
        context
            .newAPIHadoopFile(
                path,
                TFRecordFileInputFormat.class,
                BytesWritable.class,
                NullWritable.class,
                new Configuration(context.hadoopConfiguration()))
            .map(record -> row(record._1().copyBytes(), schema, boxedBytes));
    return spark.createDataFrame(rows, schema);
  }

  /** What the connectors' inference reads: every record, parsed. */
  static long parseAll(SparkSession spark, String path) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    return context
        .newAPIHadoopFile(
            path,
            TFRecordFileInputFormat.class,
            BytesWritable.class,
            NullWritable.class,
            new Configuration(context.hadoopConfiguration()))
        .map(
            record ->
                (long)
                    Example.parseFrom(record._1().copyBytes()).getFeatures().getFeatureMap().size())
        .reduce(Long::sum);
  }

  private static Row row(byte[] record, StructType schema, boolean boxedBytes)
      throws InvalidProtocolBufferException {
    Map<String, Feature> features = Example.parseFrom(record).getFeatures().getFeatureMap();
    StructField[] fields = schema.fields();
    Object[] values = new Object[fields.length];
    for (int i = 0; i < fields.length; i++) {
      Feature feature = features.get(fields[i].name());
      values[i] = feature == null ? null : value(feature, fields[i], boxedBytes);
    }
    return RowFactory.create(values);
  }

  private static Object value(Feature feature, StructField field, boolean boxedBytes) {
    if (field.dataType() instanceof ArrayType) {
      return JavaConverters.asScalaBuffer(new ArrayList<>(feature.getFloatList().getValueList()))
          .toSeq();
    }
    if (field.dataType().equals(DataTypes.LongType)) {
      return feature.getInt64List().getValue(0);
    }
    if (field.dataType().equals(DataTypes.FloatType)) {
      return feature.getFloatList().getValue(0);
    }
    if (field.dataType().equals(DataTypes.BinaryType)) {
      ByteString bytes = feature.getBytesList().getValue(0);
      return boxedBytes ? unboxed(bytes) : bytes.toByteArray();
    }
    return feature.getBytesList().getValue(0).toStringUtf8();
  }

  /** As a Scala collection of bytes that is mapped to an array: each byte an object on the way. */
  private static byte[] unboxed(ByteString bytes) {
    List<Byte> boxed = new ArrayList<>();
    for (Byte value : bytes) {
      boxed.add(value);
    }
    Byte[] objects = boxed.toArray(new Byte[0]);
    byte[] values = new byte[objects.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = objects[i];
    }
    return values;
  }

  static void write(Dataset<Row> data, String path) {
    StructType schema = data.schema();
    JavaPairRDD<BytesWritable, NullWritable> records =
        data.toJavaRDD()
            .mapToPair(
                row ->
                    new Tuple2<>(
                        new BytesWritable(example(row, schema).toByteArray()), NullWritable.get()));
    Configuration configuration =
        new Configuration(data.sparkSession().sparkContext().hadoopConfiguration());
    configuration.set(FileOutputFormat.COMPRESS, "false");
    records.saveAsNewAPIHadoopFile(
        path,
        BytesWritable.class,
        NullWritable.class,
        TFRecordFileOutputFormat.class,
        configuration);
  }

  private static Example example(Row row, StructType schema) {
    Features.Builder features = Features.newBuilder();
    StructField[] fields = schema.fields();
    for (int i = 0; i < fields.length; i++) {
      features.putFeature(fields[i].name(), feature(row, i, fields[i]));
    }
    return Example.newBuilder().setFeatures(features).build();
  }

  private static Feature feature(Row row, int i, StructField field) {
    Feature.Builder feature = Feature.newBuilder();
    if (field.dataType() instanceof ArrayType) {
      FloatList.Builder list = FloatList.newBuilder();
      List<Float> values = row.getList(i);
      for (Float value : values) {
        list.addValue(value);
      }
      return feature.setFloatList(list).build();
    }
    if (field.dataType().equals(DataTypes.LongType)) {
      return feature.setInt64List(Int64List.newBuilder().addValue(row.getLong(i))).build();
    }
    if (field.dataType().equals(DataTypes.FloatType)) {
      return feature.setFloatList(FloatList.newBuilder().addValue(row.getFloat(i))).build();
    }
    ByteString bytes =
        field.dataType().equals(DataTypes.BinaryType)
            ? ByteString.copyFrom((byte[]) row.get(i))
            : ByteString.copyFromUtf8(row.getString(i));
    return feature.setBytesList(BytesList.newBuilder().addValue(bytes)).build();
  }
}
