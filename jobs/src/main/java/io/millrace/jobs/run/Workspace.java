package io.millrace.jobs.run;

import io.millrace.artifacts.ArtifactType;
import io.millrace.jobs.pipeline.Pipeline;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.InputArtifact;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the outputs of a run go, and what is kept about it. Used by one thread. */
public interface Workspace extends AutoCloseable {
  /** A published output. */
  record Published(String channel, ArtifactType type, String uri, long id) {}

  /** One execution of a node, from staging to its end. */
  interface Execution extends AutoCloseable {
    /** Its id, or 0 where none is kept. */
    long id();

    /** The staged folders by output channel. */
    Map<String, String> staged();

    /**
     * Makes the outputs visible and keeps a record of them and of the verdict.
     *
     * @return by output channel
     */
    Map<String, Published> publish(ComponentResult result) throws IOException;

    /** Keeps a record that it failed, or that somebody stopped it. */
    void fail(String message, boolean canceled) throws IOException;

    /** Keeps a record that there was nothing to do; nothing is published. */
    void skip(String reason) throws IOException;

    /** Deletes what is staged and not published. */
    @Override
    void close() throws IOException;
  }

  /** Begins the execution of a node with its outputs staged. */
  Execution begin(Pipeline.Node node, Map<String, InputArtifact> inputs) throws IOException;

  /** The outputs of the latest complete execution of a node, by channel. */
  Optional<Map<String, InputArtifact>> latest(Pipeline.Node node) throws IOException;

  /**
   * The newest output of a complete execution of a node on this channel that is still there.
   *
   * @throws io.millrace.artifacts.MillraceException (usage) if no record of outputs is kept
   */
  Optional<InputArtifact> latest(Pipeline.Node node, String channel) throws IOException;

  /**
   * What the node that feeds an input of this node has published there in all complete executions
   * and is still there, the newest first; empty if the input is not wired.
   *
   * @throws io.millrace.artifacts.MillraceException (usage) if no record of outputs is kept
   */
  List<InputArtifact> earlierInputs(Pipeline.Node node, String channel) throws IOException;

  @Override
  void close() throws IOException;
}
