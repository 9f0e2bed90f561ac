package io.millrace.model.push;

import io.millrace.artifacts.ArtifactType;
import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.component.Channel;
import io.millrace.transforms.component.Component;
import io.millrace.transforms.component.ComponentContext;
import io.millrace.transforms.component.ComponentResult;
import io.millrace.transforms.component.ComponentSpec;
import io.millrace.transforms.component.InputArtifact;
import io.millrace.transforms.component.Progress;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/**
 * Pushes a blessed model to the folder that a model server watches, and into its artefact.
 *
 * <p>Properties of {@code pushed_model}: {@code pushed} (1 or 0), and after a push to a destination
 * {@code pushed_destination} (the version folder) and {@code pushed_version}. A model that is not
 * blessed is not pushed, which is no failure. Whether it is blessed says the file in the blessing
 * artefact.
 */
public final class Pusher implements Component<PusherOptions> {
  static final String MODEL = "model";
  static final String BLESSING = "blessing";
  static final String PUSHED_MODEL = "pushed_model";

  private static final String FORMAT_SERVING = "Format-Serving";
  private static final String BLESSED = "BLESSED";
  private static final String NOT_BLESSED = "NOT_BLESSED";

  private final Clock clock;

  /** For the pipeline runner. */
  public Pusher() {
    this(Clock.systemUTC());
  }

  Pusher(Clock clock) {
    this.clock = clock;
  }

  @Override
  public ComponentSpec<PusherOptions> spec() {
    return new ComponentSpec<>(
        "Pusher",
        "Copies a blessed model into a version folder that a model server watches.",
        List.of(
            Channel.required(MODEL, ArtifactType.MODEL, "The model to push."),
            Channel.required(
                BLESSING, ArtifactType.MODEL_BLESSING, "Whether the model may be pushed.")),
        List.of(
            Channel.required(
                PUSHED_MODEL, ArtifactType.PUSHED_MODEL, "The model as it was pushed.")),
        PusherOptions.class);
  }

  @Override
  public ComponentResult run(ComponentContext<PusherOptions> context) throws IOException {
    Storage storage = context.storage();
    InputArtifact blessing = context.input(BLESSING);
    if (!blessed(storage, blessing.uri())) {
      Object reason = blessing.properties().get("reason");
      return ComponentResult.builder(-1, -1)
          .headline("not pushed: the model is not blessed" + (reason == null ? "" : ": " + reason))
          .property(PUSHED_MODEL, "pushed", 0L)
          .build();
    }
    ModelFiles model = ModelFiles.list(storage, modelFolder(storage, context.input(MODEL).uri()));
    model.copyTo(context.output(PUSHED_MODEL));
    ComponentResult.Builder result = ComponentResult.builder(-1, -1);
    result.property(PUSHED_MODEL, "pushed", 1L);
    if (context.options().pushDestination().isEmpty()) {
      return result
          .headline("pushed into the artefact only; set push_destination to serve the model")
          .build();
    }
    String destination = context.options().pushDestination().get();
    try (Progress.Stage stage = context.progress().stage("pushing", model.size(), "files")) {
      VersionFolder version =
          VersionFolder.push(model, storage, destination, clock.instant().getEpochSecond());
      stage.advance(model.size());
      return result
          .property(PUSHED_MODEL, "pushed_destination", version.uri())
          .property(PUSHED_MODEL, "pushed_version", Long.toString(version.version()))
          .headline("pushed to " + version.uri())
          .build();
    }
  }

  private static boolean blessed(Storage storage, String uri) throws IOException {
    if (storage.exists(Storage.resolve(uri, BLESSED))) {
      return true;
    }
    if (storage.exists(Storage.resolve(uri, NOT_BLESSED))) {
      return false;
    }
    throw MillraceException.data(
        uri
            + ": found neither BLESSED nor NOT_BLESSED (expected: one of these files); name the"
            + " output 'blessing' of an evaluator");
  }

  private static String modelFolder(Storage storage, String uri) throws IOException {
    for (String folder : List.of(Storage.resolve(uri, FORMAT_SERVING), uri)) {
      try {
        storage.stat(Storage.resolve(folder, ModelFiles.SAVED_MODEL));
        return folder;
      } catch (FileNotFoundException absent) {
        // The next place.
      }
    }
    throw MillraceException.data(
        uri
            + ": found no model (expected: Format-Serving/saved_model.pb or saved_model.pb); name"
            + " the output 'model' of a trainer");
  }
}
