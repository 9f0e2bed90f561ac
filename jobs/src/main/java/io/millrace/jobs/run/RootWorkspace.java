package io.millrace.jobs.run;

import io.millrace.artifacts.ArtifactLayout;
import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.Publication;
import io.millrace.artifacts.metadata.ArtifactRecord;
import io.millrace.artifacts.metadata.ExecutionRecord;
import io.millrace.artifacts.metadata.MetadataStore;
import io.millrace.artifacts.metadata.PipelineRun;
import io.millrace.artifacts.metadata.StoredArtifact;
import io.millrace.artifacts.storage.Storage;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.InputArtifact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Outputs go below a pipeline's root, and each execution into the metadata store. */
public final class RootWorkspace implements Workspace {
  private final Storage storage;
  private final ArtifactLayout layout;
  private final String pipeline;
  private final MetadataStore store;
  private final PipelineRun run;

  private RootWorkspace(
      Storage storage,
      ArtifactLayout layout,
      String pipeline,
      MetadataStore store,
      PipelineRun run) {
    this.storage = storage;
    this.layout = layout;
    this.pipeline = pipeline;
    this.store = store;
    this.run = run;
  }

  /**
   * Opens the workspace of a run and tidies up what crashed runs left.
   *
   * @param metadataUrl of the store
   * @param runId names the run in the store
   * @throws MillraceException of category environment if the root or the store cannot be written
   */
  public static RootWorkspace open(
      Storage storage, Pipeline pipeline, String metadataUrl, String runId) throws IOException {
    ArtifactLayout layout = new ArtifactLayout(pipeline.root());
    checkWritable(storage, layout.root());
    MetadataStore store = MetadataStore.open(metadataUrl);
    try {
      store.failAbandoned();
      for (Pipeline.Node node : pipeline.nodes()) {
        Publication.removeLeftovers(storage, layout, node.name(), store::isComplete);
      }
      PipelineRun run = store.startRun(pipeline.name(), runId);
      return new RootWorkspace(storage, layout, pipeline.name(), store, run);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static void checkWritable(Storage storage, String root) {
    String probe = Storage.resolve(root, ".probe-" + UUID.randomUUID());
    try {
      storage.createFolder(root);
      storage.writeBytes(probe, new byte[] {1});
      storage.delete(probe);
    } catch (IOException e) {
      throw MillraceException.environment(
          "The root " + root + " cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  public Execution begin(Pipeline.Node node, Map<String, InputArtifact> inputs) throws IOException {
    ExecutionRecord execution =
        run.startExecution(node.name(), node.spec().type(), node.optionMap());
    try {
      for (Map.Entry<String, InputArtifact> input : inputs.entrySet()) {
        execution.input(input.getKey(), input.getValue().id());
      }
      List<String> channels = node.spec().outputs().stream().map(Channel::name).toList();
      Publication publication =
          Publication.stage(storage, layout, node.name(), execution.id(), channels);
      return new RecordedExecution(node, execution, publication);
    } catch (IOException | RuntimeException e) {
      execution.fail(Fault.of(e).message());
      throw e;
    }
  }

  @Override
  public Optional<Map<String, InputArtifact>> latest(Pipeline.Node node) throws IOException {
    Map<String, InputArtifact> outputs = new LinkedHashMap<>();
    for (Channel channel : node.spec().outputs()) {
      Optional<StoredArtifact> stored = store.latestOutput(pipeline, node.name(), channel.name());
      if (stored.isEmpty() || !storage.exists(stored.get().uri())) {
        return Optional.empty();
      }
      outputs.put(
          channel.name(),
          new InputArtifact(
              channel.type(), stored.get().uri(), stored.get().properties(), stored.get().id()));
    }
    return Optional.of(outputs);
  }

  @Override
  public Optional<InputArtifact> latest(Pipeline.Node node, String channel) throws IOException {
    ArtifactType type =
        node.spec().outputs().stream()
            .filter(output -> output.name().equals(channel))
            .findFirst()
            .orElseThrow()
            .type();
    for (StoredArtifact stored : store.outputs(pipeline, node.name(), channel)) {
      if (storage.exists(stored.uri())) {
        return Optional.of(new InputArtifact(type, stored.uri(), stored.properties(), stored.id()));
      }
    }
    return Optional.empty();
  }

  @Override
  public List<InputArtifact> earlierInputs(Pipeline.Node node, String channel) throws IOException {
    Pipeline.Edge edge = node.inputs().get(channel);
    List<InputArtifact> found = new ArrayList<>();
    if (edge == null) {
      return found;
    }
    ArtifactType type =
        node.spec().inputs().stream()
            .filter(input -> input.name().equals(channel))
            .findFirst()
            .orElseThrow()
            .type();
    for (StoredArtifact stored : store.outputs(pipeline, edge.node(), edge.channel())) {
      if (storage.exists(stored.uri())) {
        found.add(new InputArtifact(type, stored.uri(), stored.properties(), stored.id()));
      }
    }
    return found;
  }

  @Override
  public void close() {
    store.close();
  }

  private record RecordedExecution(
      Pipeline.Node node, ExecutionRecord execution, Publication publication) implements Execution {
    @Override
    public long id() {
      return execution.id();
    }

    @Override
    public Map<String, String> staged() {
      return publication.outputs();
    }

    @Override
    public Map<String, Published> publish(ComponentResult result) throws IOException {
      Map<String, String> uris = publication.publish();
      try {
        return complete(result, uris);
      } catch (RuntimeException e) {
        publication.abort();
        throw e;
      }
    }

    private Map<String, Published> complete(ComponentResult result, Map<String, String> uris) {
      Map<String, ArtifactRecord> records = new LinkedHashMap<>();
      for (Channel channel : node.spec().outputs()) {
        Map<String, Object> properties = result.properties().getOrDefault(channel.name(), Map.of());
        records.put(
            channel.name(),
            new ArtifactRecord(channel.type(), uris.get(channel.name()), properties));
      }
      Map<String, StoredArtifact> stored = execution.complete(records, results(result));
      Map<String, Published> published = new LinkedHashMap<>();
      for (Channel channel : node.spec().outputs()) {
        StoredArtifact artifact = stored.get(channel.name());
        published.put(
            channel.name(),
            new Published(channel.name(), channel.type(), artifact.uri(), artifact.id()));
      }
      return published;
    }

    private static Map<String, Object> results(ComponentResult result) {
      Map<String, Object> results = new LinkedHashMap<>();
      if (result.recordsIn() >= 0) {
        results.put("records_in", result.recordsIn());
      }
      if (result.recordsOut() >= 0) {
        results.put("records_out", result.recordsOut());
      }
      if (!result.headline().isEmpty()) {
        results.put("headline", result.headline());
      }
      result.failure().ifPresent(reason -> results.put("failure", reason));
      return results;
    }

    @Override
    public void fail(String message, boolean canceled) {
      if (canceled) {
        execution.cancel(message);
      } else {
        execution.fail(message);
      }
    }

    @Override
    public void skip(String reason) {
      execution.skip(reason);
    }

    @Override
    public void close() throws IOException {
      publication.close();
    }
  }
}
