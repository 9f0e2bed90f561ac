package io.millrace.transforms.statistics;

import io.millrace.artifacts.storage.HadoopStorage;
import io.millrace.artifacts.storage.Storage;
import io.millrace.transforms.testing.Rounds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;

/**
 * Times the merging of many statistics: of four features one holds floats, one integers, two
 * strings of 50 values.
 *
 * <p>Arguments: a folder to work in, statistics, features, examples of each, rounds.
 */
public final class MergeBenchmark {
  private MergeBenchmark() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Storage storage = new HadoopStorage(new Configuration());
    Path folder = Path.of(args[0]);
    int count = Integer.parseInt(args[1]);
    int features = Integer.parseInt(args[2]);
    int examples = Integer.parseInt(args[3]);
    List<String> artefacts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      artefacts.add(artefact(storage, folder.resolve("part" + i), i, features, examples));
    }
    Rounds rounds = new Rounds(Integer.parseInt(args[4]), (long) count * features, "features");
    rounds.heads();
    rounds.measure(
        count + " statistics of " + features + " features",
        () -> {
          String merged = Files.createTempDirectory(folder, "merged").toString();
          return StatisticsMerge.merge(storage, artefacts, merged);
        });
  }

  private static String artefact(Storage storage, Path folder, int seed, int features, int examples)
      throws IOException {
    Files.createDirectories(folder);
    SplittableRandom random = new SplittableRandom(seed);
    StatisticsOf.artefact(
        storage,
        folder.toString(),
        "train",
        examples,
        (i, b) -> {
          for (int f = 0; f < features; f++) {
            switch (f % 4) {
              case 0 -> b.putFloats("f" + f, (float) random.nextDouble());
              case 1 -> b.putLongs("f" + f, random.nextInt(100_000));
              default ->
                  b.putBytes("f" + f, ("v" + random.nextInt(50)).getBytes(StandardCharsets.UTF_8));
            }
          }
        });
    return folder.toString();
  }
}
