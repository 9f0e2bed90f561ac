"""The data source from PySpark: batch, SQL and streams. Argument: a work folder. Prints what it found as JSON."""

import json
import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import sum as total

folder = sys.argv[1]
spark = SparkSession.builder.getOrCreate()
found = {}

rows = spark.sql(
    "select id, cast(id / 4 as float) as share, concat('row ', id) as text, array(id, id + 1) as longs, id % 3 as part from range(100)"
)
rows.write.format("tfrecord").option("codec", "gzip").partitionBy("part").save(f"{folder}/batch")
batch = spark.read.format("tfrecord").load(f"{folder}/batch")
found["columns"] = batch.columns
found["equal"] = batch.select(rows.columns).exceptAll(rows.selectExpr("id", "share", "text", "longs", "cast(part as int)")).count() == 0
found["count"] = batch.count()
found["one partition"] = batch.where("part = 1").count()
found["files"] = sorted(name for name in os.listdir(f"{folder}/batch/part=1"))
found["hidden"] = [name for _, _, names in os.walk(f"{folder}/batch") for name in names if name[0] in "._"]

try:
    rows.write.format("tfrecord").save(f"{folder}/batch")
    found["second save"] = "succeeded"
except Exception as refused:
    found["second save"] = type(refused).__name__

spark.sql(f"create table train (id bigint, text string) using tfrecord location '{folder}/table'")
spark.sql("insert into train select id, text from values (1L, 'a'), (2L, 'b') as v(id, text)")
spark.sql("insert into train values (3L, 'c')")
found["table"] = [list(row) for row in spark.sql("select id, text from train order by id").collect()]
spark.sql("insert overwrite train values (4L, 'd')")
found["overwritten"] = [list(row) for row in spark.sql("select id, text from train").collect()]

stream = spark.readStream.format("tfrecord").schema("id long, text string").option("maxFilesPerTrigger", 1).load(f"{folder}/table")
for _ in range(2):
    (
        stream.writeStream.format("tfrecord")
        .option("checkpointLocation", f"{folder}/checkpoint")
        .trigger(availableNow=True)
        .start(f"{folder}/stream")
        .awaitTermination()
    )
    spark.sql("insert into train values (5L, 'e')")
found["stream"] = sorted(list(row) for row in spark.read.format("tfrecord").load(f"{folder}/stream").collect())

print(json.dumps(found))
spark.stop()
