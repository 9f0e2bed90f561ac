package io.millrace.jobs.run;

import io.millrace.artifacts.Publication;
import io.millrace.artifacts.storage.Storage;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.EarlierOutputs;
import io.millrace.transforms.component.InputArtifact;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Outputs go to the folders that the command line names, and nothing else is kept. */
public final class PathWorkspace implements Workspace {
  private final Storage storage;
  private final Map<String, String> targets;

  /** The folders by output channel. */
  public PathWorkspace(Storage storage, Map<String, String> targets) {
    this.storage = storage;
    this.targets = new LinkedHashMap<>(targets);
  }

  @Override
  public Execution begin(Pipeline.Node node, Map<String, InputArtifact> inputs) throws IOException {
    Publication publication = Publication.stage(storage, targets);
    return new Execution() {
      @Override
      public long id() {
        return 0;
      }

      @Override
      public Map<String, String> staged() {
        return publication.outputs();
      }

      @Override
      public Map<String, Published> publish(ComponentResult result) throws IOException {
        Map<String, String> uris = publication.publish();
        Map<String, Published> published = new LinkedHashMap<>();
        for (Channel channel : node.spec().outputs()) {
          String uri = uris.get(channel.name());
          published.put(channel.name(), new Published(channel.name(), channel.type(), uri, 0));
        }
        return published;
      }

      @Override
      public void fail(String message, boolean canceled) {}

      @Override
      public void skip(String reason) {}

      @Override
      public void close() throws IOException {
        publication.close();
      }
    };
  }

  @Override
  public Optional<Map<String, InputArtifact>> latest(Pipeline.Node node) {
    return Optional.empty();
  }

  @Override
  public Optional<InputArtifact> latest(Pipeline.Node node, String channel) throws IOException {
    return EarlierOutputs.UNKNOWN.latest(channel);
  }

  @Override
  public List<InputArtifact> earlierInputs(Pipeline.Node node, String channel) throws IOException {
    return EarlierOutputs.UNKNOWN.ofInput(channel);
  }

  @Override
  public void close() {}
}
