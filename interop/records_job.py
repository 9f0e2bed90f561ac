"""Run by spark-submit: reads golden TFRecord files with the data source, tells what it read, and writes it again.

Arguments: the folder with the golden files, the folder for the results.
"""

import base64
import json
import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, length, sha2


def plain(value):
    if isinstance(value, (bytes, bytearray)):
        return {"b64": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value


def main(golden: str, results: str) -> None:
    spark = SparkSession.builder.getOrCreate()
    spark.sparkContext.setLogLevel("WARN")

    def read(name, **options):
        return spark.read.format("tfrecord").options(**options).load(f"{golden}/{name}")

    told = {}
    for name in ("kinds", "kinds.gz", "kinds.zlib", "unicode", "empty-lists"):
        frame = read(f"{name}.tfrecord")
        told[name] = {
            "schema": frame.schema.jsonValue(),
            "rows": [{k: plain(v) for k, v in row.asDict().items()} for row in frame.collect()],
        }
        codec = {"kinds.gz": "gzip", "kinds.zlib": "zlib"}.get(name, "none")
        frame.coalesce(1).write.format("tfrecord").option("codec", codec).save(f"{results}/{name}")

    sequences = read("sequences.tfrecord", recordType="SequenceExample")
    told["sequences"] = {
        "schema": sequences.schema.jsonValue(),
        "rows": [{k: plain(v) for k, v in row.asDict().items()} for row in sequences.collect()],
    }
    sequences.coalesce(1).write.format("tfrecord").option("recordType", "SequenceExample").save(f"{results}/sequences")

    # A folder in which one file has no records.
    folder = read("with-an-empty-file")
    told["with-an-empty-file"] = {"columns": folder.columns, "count": folder.count()}

    huge = read("huge.tfrecord").select(length(col("blob")).alias("n"), sha2(col("blob"), 256).alias("digest"))
    told["huge"] = [row.asDict() for row in huge.collect()]
    read("huge.tfrecord").write.format("tfrecord").save(f"{results}/huge")

    raw = read("kinds.tfrecord", recordType="ByteArray")
    told["raw"] = {"columns": raw.columns, "count": raw.count()}
    raw.coalesce(1).write.format("tfrecord").option("recordType", "ByteArray").save(f"{results}/raw")

    # Every type that Spark can give, for tf.io.parse_example.
    types = spark.sql(
        """
        select id as long, cast(id as int) as int, cast(id as short) as short, id % 2 = 0 as boolean,
               cast(id / 4 as float) as float, cast(id as string) as string, encode(cast(id as string), 'utf-8') as binary,
               date'2026-11-21' as date, timestamp'2026-11-21 12:00:00Z' as timestamp,
               cast(id as decimal(10, 2)) as decimal, array(id, id + 1) as longs,
               transform(array(id, id + 1), x -> cast(x / 2 as float)) as floats, array(cast(id as string)) as strings,
               if(id = 1, null, id) as sometimes, if(id = 2, array(), array(id)) as maybe_empty
        from range(4)
        """
    )
    types.coalesce(1).write.format("tfrecord").option("codec", "gzip").save(f"{results}/types")
    with open(f"{results}/told.json", "w") as out:
        json.dump(told, out, default=str)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:3])
