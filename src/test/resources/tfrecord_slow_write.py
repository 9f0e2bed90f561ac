"""Writes slowly, so that a test can kill executors meanwhile. Arguments: output, save mode."""

import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
rows = spark.range(0, 400, 1, 4).selectExpr("id", "coalesce(reflect('java.lang.Thread', 'sleep', 25L), concat('row ', id)) as text")
rows.write.format("tfrecord").mode(sys.argv[2]).save(sys.argv[1])
print("WROTE")
spark.stop()
