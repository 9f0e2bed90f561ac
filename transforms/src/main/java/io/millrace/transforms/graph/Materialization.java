package io.millrace.transforms.graph;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.Manifest;
import io.millrace.artifacts.storage.Storage;
import io.millrace.records.Compression;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.component.Progress;
import io.millrace.transforms.examples.ExampleFile;
import io.millrace.transforms.examples.ExamplesArtifact;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Writes the transformed examples: a shard for each shard of the input. */
final class Materialization {
  private static final String ATTEMPTS = ".attempts";

  private Materialization() {}

  /** A shard to write. */
  private record Shard(ExampleFile input, String name) implements Serializable {}

  /** The graph of a batch, and the serialized transform graph, which says what it gives. */
  private record Plan(BatchGraph graph, byte[] transform) implements Serializable {}

  /** A shard that is written; on the way from a task to the driver. */
  private record Written(String name, long records, long bytes, String sha256)
      implements Serializable {
    Manifest.ShardFile shardFile() {
      return new Manifest.ShardFile(name, records, bytes, sha256);
    }
  }

  /**
   * Writes all splits and the manifest into a folder.
   *
   * @return the records written
   */
  static long run(
      JavaSparkContext spark,
      Storage storage,
      TransformGraph transform,
      ExamplesArtifact examples,
      Target target)
      throws IOException {
    List<TensorSpec> outputs = List.copyOf(transform.outputs().values());
    List<String> tensors = outputs.stream().map(TensorSpec::tensor).toList();
    BatchGraph graph =
        BatchGraph.of(transform.graphDef(), transform.inputs(), tensors, "transformed features");
    List<Shard> shards = shards(examples);
    Map<String, List<Manifest.ShardFile>> written = new LinkedHashMap<>();
    for (String split : examples.splits()) {
      storage.createFolder(ArtifactLayout.split(target.uri(), split));
      written.put(split, new ArrayList<>());
    }
    Broadcast<Plan> plan = spark.broadcast(new Plan(graph, transform.toBytes()));
    try {
      if (!shards.isEmpty()) {
        List<Written> files =
            spark.parallelize(shards, shards.size()).map(new Task(storage, plan, target)).collect();
        for (int i = 0; i < files.size(); i++) {
          written.get(shards.get(i).input().split()).add(files.get(i).shardFile());
        }
      }
    } finally {
      plan.destroy();
    }
    storage.delete(Storage.resolve(target.uri(), ATTEMPTS));
    Manifest manifest = Manifest.of(written);
    manifest.write(storage, target.uri());
    return manifest.records();
  }

  private static List<Shard> shards(ExamplesArtifact examples) {
    List<Shard> shards = new ArrayList<>();
    for (String split : examples.splits()) {
      List<ExampleFile> files = examples.files(split);
      for (int i = 0; i < files.size(); i++) {
        String name = "transformed_examples-%05d-of-%05d.gz".formatted(i, files.size());
        shards.add(new Shard(files.get(i), name));
      }
    }
    return shards;
  }

  /**
   * Where and how to write.
   *
   * @param uri the artefact's folder
   * @param batchSize examples at once
   */
  record Target(String uri, int batchSize, Progress.TaskCounter counter) implements Serializable {}

  private static final class Task implements Function<Shard, Written> {
    private static final long serialVersionUID = 1L;

    private final Storage storage;
    private final Broadcast<Plan> plan;
    private final Target target;

    Task(Storage storage, Broadcast<Plan> plan, Target target) {
      this.storage = storage;
      this.plan = plan;
      this.target = target;
    }

    // Another attempt at the same shard may run, or have run: each writes a file of its own, and
    // the
    // first one to end is kept.
    @Override
    public Written call(Shard shard) throws Exception {
      String attempt =
          Storage.resolve(
              Storage.resolve(target.uri(), ATTEMPTS),
              shard.input().split() + "-" + shard.name() + "." + TaskContext.get().taskAttemptId());
      String file =
          Storage.resolve(ArtifactLayout.split(target.uri(), shard.input().split()), shard.name());
      try {
        Written written = write(shard, attempt);
        try {
          storage.move(attempt, file);
          return written;
        } catch (IOException e) {
          if (!storage.exists(file)) {
            throw e;
          }
          return described(shard, file, written.records());
        }
      } finally {
        storage.delete(attempt);
      }
    }

    private Written write(Shard shard, String uri) throws IOException {
      Plan shared = plan.value();
      TransformGraph transform = TransformGraph.of(shared.transform());
      ExampleEncoder encoder = new ExampleEncoder(List.copyOf(transform.outputs().values()));
      MessageDigest digest = GraphDefs.sha256();
      Counting out = new Counting(storage.create(uri));
      long records;
      try (TfRecordWriter writer =
          TfRecordWriter.create(new DigestOutputStream(out, digest), Compression.GZIP)) {
        records =
            Batches.run(
                storage,
                shard.input(),
                shared.graph(),
                target.batchSize(),
                target.counter(),
                (results, examples) -> encoder.write(results, examples, writer));
      }
      return new Written(shard.name(), records, out.bytes, hex(digest));
    }

    private Written described(Shard shard, String uri, long records) throws IOException {
      MessageDigest digest = GraphDefs.sha256();
      long bytes;
      try (InputStream in = new DigestInputStream(storage.open(uri), digest)) {
        bytes = in.transferTo(OutputStream.nullOutputStream());
      }
      return new Written(shard.name(), records, bytes, hex(digest));
    }

    private static String hex(MessageDigest digest) {
      return HexFormat.of().formatHex(digest.digest());
    }
  }

  private static final class Counting extends FilterOutputStream {
    private long bytes;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      bytes++;
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      out.write(source, offset, length);
      bytes += length;
    }
  }
}
