package io.millrace.transforms.testing;

import io.millrace.artifacts.ArtifactType;
import io.millrace.records.Compression;
import io.millrace.records.ExampleBuilder;
import io.millrace.records.TfRecordWriter;
import io.millrace.transforms.component.InputArtifact;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes small Examples artefacts for tests. */
public final class ExampleFolder {
  /** Fills one record. */
  @FunctionalInterface
  public interface Filler {
    /** Puts the features of record {@code index} into an empty builder. */
    void fill(int index, ExampleBuilder builder);
  }

  private final Path root;

  /** An artefact in this folder. */
  public ExampleFolder(Path root) {
    this.root = root;
  }

  /** Writes records {@code from} to {@code to} as one shard of a split. */
  public ExampleFolder shard(String split, int shard, int from, int to, Filler filler)
      throws IOException {
    Path folder = Files.createDirectories(root.resolve("Split-" + split));
    Path file = folder.resolve(String.format("data_tfrecord-%05d-of-00002.gz", shard));
    ExampleBuilder builder = new ExampleBuilder();
    try (OutputStream out = Files.newOutputStream(file);
        TfRecordWriter writer = TfRecordWriter.create(out, Compression.GZIP)) {
      for (int i = from; i < to; i++) {
        builder.reset();
        filler.fill(i, builder);
        writer.write(builder.toByteArray());
      }
    }
    return this;
  }

  /** The artefact as the input of a component. */
  public InputArtifact artefact() {
    return new InputArtifact(ArtifactType.EXAMPLES, root.toString(), Map.of(), 0);
  }
}
