package io.millrace.model.train;

import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.model.testing.TransformFixture;
import io.millrace.transforms.component.Progress;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;

/**
 * The trainer's task on the whole of Fashion-MNIST, from shards to the exported model, with the
 * bare loop before and after it in the same process.
 *
 * <p>Arguments: the folder of the IDX files, a folder to work in, epochs, threads (0: all).
 */
public final class TrainerBenchmark {
  private TrainerBenchmark() {}

  public static void main(String[] args) throws Exception {
    Path data = Path.of(args[0]);
    Path work = Files.createDirectories(Path.of(args[1]));
    Storage storage = new HadoopStorage(new Configuration());
    String examples = work.resolve("transformed").toString();
    String graph = work.resolve("graph").toString();
    if (!storage.exists(graph)) {
      Map<String, List<TransformFixture.Image>> splits = new LinkedHashMap<>();
      splits.put("train", read(data, "train"));
      splits.put("eval", read(data, "t10k"));
      TransformFixture.writeExamples(storage, examples, splits);
      TransformFixture.writeGraph(storage, graph, 28);
    }
    TrainingBenchmark.main(new String[] {args[3], "40"});
    train(storage, examples, graph, work, args);
    TrainingBenchmark.main(new String[] {args[3], "40"});
  }

  private static void train(
      Storage storage, String examples, String graph, Path work, String[] args) throws Exception {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("input", "image_scaled");
    options.put("label", "label");
    options.put("layers", layers());
    options.put("epochs", Integer.parseInt(args[2]));
    options.put("num_threads", Integer.parseInt(args[3]));
    TrainingPlan plan =
        new TrainingPlan(
            storage,
            OptionsBinder.toMap(OptionsBinder.bind(TrainerOptions.class, options)),
            SplitFiles.find(storage, examples, "train", "train_split"),
            List.of(SplitFiles.find(storage, examples, "eval", "eval_split")),
            graph,
            List.of(28, 28, 1),
            work.toString());
    TrainingTask.run(plan, new Printer(), "model-" + System.currentTimeMillis()).orThrow();
  }

  private static List<?> layers() {
    return List.of(
        Map.of("Conv2D", Map.of("filters", 32, "kernel_size", 3, "activation", "relu")),
        "MaxPooling2D",
        Map.of("Conv2D", Map.of("filters", 64, "kernel_size", 3, "activation", "relu")),
        "MaxPooling2D",
        "Flatten",
        Map.of("Dense", Map.of("units", 128, "activation", "relu")),
        Map.of("Dense", 10));
  }

  /** Prints what the task says. */
  private static final class Printer implements Progress.TaskCounter {
    private static final long serialVersionUID = 1L;

    @Override
    public void add(long units) {}

    @Override
    public void say(String line) {
      System.out.println(line);
    }
  }

  private static List<TransformFixture.Image> read(Path data, String prefix) throws IOException {
    List<TransformFixture.Image> images = new ArrayList<>();
    try (DataInputStream pixels = open(data, prefix + "-images-idx3-ubyte.gz", 16);
        DataInputStream labels = open(data, prefix + "-labels-idx1-ubyte.gz", 8)) {
      for (int label = labels.read(); label >= 0; label = labels.read()) {
        images.add(new TransformFixture.Image(pixels.readNBytes(784), label));
      }
    }
    return images;
  }

  private static DataInputStream open(Path data, String name, int header) throws IOException {
    InputStream in = new GZIPInputStream(Files.newInputStream(data.resolve(name)));
    in.skipNBytes(header);
    return new DataInputStream(in);
  }
}
