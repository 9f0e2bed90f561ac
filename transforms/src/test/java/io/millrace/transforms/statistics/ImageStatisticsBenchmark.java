package io.millrace.transforms.statistics;

import io.millrace.artifacts.options.OptionsBinder;
import io.millrace.records.ExampleBuilder;
import io.millrace.transforms.image.TestImages;
import io.millrace.transforms.testing.ExampleFolder;
import io.millrace.transforms.testing.Rounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.metadata.v0.Schema;

/**
 * What statistics of images cost, on one core and from memory: of JPEGs of 320 by 240 pixels, and
 * of 28 by 28 raw pixels.
 *
 * <p>Arguments: the number of JPEGs, of raw images, and of rounds.
 */
final class ImageStatisticsBenchmark {
  private ImageStatisticsBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[2]);
    measure(
        "JPEG",
        rounds,
        records(
            Integer.parseInt(arguments[0]),
            (i, b) ->
                b.putBytes("image", TestImages.encode(TestImages.blotches(i, 320, 240), "jpeg"))));
    Random random = new Random(1);
    measure(
        "raw",
        rounds,
        records(
            Integer.parseInt(arguments[1]),
            (i, b) -> {
              byte[] pixels = new byte[28 * 28];
              random.nextBytes(pixels);
              b.putLongs("channels", 1).putLongs("height", 28).putBytes("image", pixels);
              b.putLongs("label", i % 10).putLongs("width", 28);
            }));
  }

  private static void measure(String name, int count, List<byte[]> records) throws Exception {
    Rounds rounds = new Rounds(count, records.size(), "images");
    rounds.heads();
    long bytes = records.stream().mapToLong(r -> r.length).sum() / records.size();
    for (String stats : List.of("none", "headers", "pixels")) {
      StatisticsGenOptions options =
          OptionsBinder.bind(StatisticsGenOptions.class, Map.of("image_stats", stats));
      rounds.measure(
          "%s of %,d bytes, %s".formatted(name, bytes, stats),
          () ->
              DatasetMessage.of(
                  StatisticsOf.count(records, options, Schema.getDefaultInstance(), false),
                  options));
    }
  }

  private static List<byte[]> records(int count, ExampleFolder.Filler filler) {
    List<byte[]> records = new ArrayList<>();
    ExampleBuilder builder = new ExampleBuilder();
    for (int i = 0; i < count; i++) {
      builder.reset();
      filler.fill(i, builder);
      records.add(builder.toByteArray());
    }
    return records;
  }
}
