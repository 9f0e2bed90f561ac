// The data source from Scala, by spark-shell. FOLDER names a work folder.
val folder = sys.env("FOLDER")
val rows = spark.range(1000).selectExpr("id", "cast(id as float) as value", "array(array(id), array(id, id)) as steps")
rows.write.format("tfrecords").option("recordType", "SequenceExample").option("shards", 3).save(folder + "/scala")
val back = spark.read.format("tfrecords").option("recordType", "SequenceExample").load(folder + "/scala")
println("SAME " + (back.select("id", "value", "steps").exceptAll(rows).count() == 0 && back.count() == 1000))
println("FILES " + new java.io.File(folder + "/scala").list().sorted.mkString(","))
System.exit(0)
