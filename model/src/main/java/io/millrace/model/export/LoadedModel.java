package io.millrace.model.export;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.model.tensorflow.Sessions;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.SignatureDef;

/** A SavedModel in this process. Thread-safe; owns native memory. */
final class LoadedModel implements AutoCloseable {
  private static final String FORMAT_SERVING = "Format-Serving";
  private static final String MODEL_FILE = "saved_model.pb";

  private final String uri;
  private final SavedModelBundle bundle;

  private LoadedModel(String uri, SavedModelBundle bundle) {
    this.uri = uri;
    this.bundle = bundle;
  }

  /**
   * Finds the file {@code saved_model.pb} of a Model artefact or a SavedModel folder.
   *
   * @throws MillraceException (data) if there is none
   */
  static Storage.Entry find(Storage storage, String modelUri) throws IOException {
    String[] folders = {Storage.resolve(modelUri, FORMAT_SERVING), modelUri};
    for (String folder : folders) {
      try {
        return storage.stat(Storage.resolve(folder, MODEL_FILE));
      } catch (FileNotFoundException absent) {
        // The next place.
      }
    }
    throw MillraceException.data(
        modelUri
            + ": found no model (expected: "
            + FORMAT_SERVING
            + "/"
            + MODEL_FILE
            + " or "
            + MODEL_FILE
            + "); name the output 'model' of a trainer");
  }

  /**
   * Copies the model to local disk, loads it and deletes the copy: TensorFlow's loader reads local
   * files only, and holds all of them in memory afterwards.
   *
   * @param modelFile the entry of its {@code saved_model.pb}
   */
  static LoadedModel load(Storage storage, Storage.Entry modelFile) throws IOException {
    Sessions.requireNativeLibrary();
    String uri = modelFile.uri();
    String folder = uri.substring(0, uri.length() - MODEL_FILE.length() - 1);
    Path local = Files.createTempDirectory("millrace-model-");
    try {
      LocalFolders.download(storage, folder, local);
      SavedModelBundle bundle =
          SavedModelBundle.loader(local.toString()).withConfigProto(Sessions.config(0)).load();
      return new LoadedModel(folder, bundle).checked();
    } catch (TensorFlowException | IllegalArgumentException | IllegalStateException e) {
      throw MillraceException.data(
          folder + ": TensorFlow cannot load this SavedModel: " + e.getMessage(), e);
    } finally {
      LocalFolders.delete(local);
    }
  }

  private LoadedModel checked() {
    try {
      signature(ServingModel.SERVING_DEFAULT);
      return this;
    } catch (MillraceException e) {
      close();
      throw e;
    }
  }

  Session session() {
    return bundle.session();
  }

  boolean hasSignature(String name) {
    return bundle.metaGraphDef().containsSignatureDef(name);
  }

  /** A signature with the outputs {@code classes} and {@code probabilities}. */
  SignatureDef signature(String name) {
    SignatureDef signature = bundle.metaGraphDef().getSignatureDefMap().get(name);
    if (signature == null) {
      throw MillraceException.data(
          uri
              + ": found the signatures "
              + bundle.metaGraphDef().getSignatureDefMap().keySet()
              + " (expected: '"
              + name
              + "')");
    }
    if (!signature.containsOutputs(ServingModel.CLASSES)
        || !signature.containsOutputs(ServingModel.PROBABILITIES)) {
      throw MillraceException.data(
          uri
              + ": signature '"
              + name
              + "' has the outputs "
              + signature.getOutputsMap().keySet()
              + " (expected: 'classes' and 'probabilities')");
    }
    return signature;
  }

  @Override
  public void close() {
    bundle.close();
  }
}
