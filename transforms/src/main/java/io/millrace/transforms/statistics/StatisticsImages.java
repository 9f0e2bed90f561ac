package io.millrace.transforms.statistics;

import io.millrace.artifacts.MillraceException;
import io.millrace.artifacts.storage.Storage;
import io.millrace.artifacts.storage.StorageException;
import io.millrace.transforms.report.SampleImage;
import io.millrace.transforms.statistics.accumulator.SplitAccumulator;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;

/** Images of the data that statistics keep to be looked at. They are of all examples of a split. */
public final class StatisticsImages {
  private StatisticsImages() {}

  /** The images among what was counted of a dataset. */
  static List<SampleImage> of(String dataset, SplitAccumulator content) {
    return content.all().generators().stream()
        .flatMap(generator -> generator.images().stream())
        .map(image -> image.in(dataset))
        .toList();
  }

  /**
   * The images in the sketches that lie beside a file of statistics.
   *
   * @param dataset the name to give it
   * @param statisticsUri such as {@code .../Split-train/FeatureStats.pb}
   * @return none if there are no sketches, as in artefacts that TFX writes
   * @throws MillraceException (data) if the sketches are broken or of another version; (usage) if a
   *     class that counted for them is not on the class path; (environment) if they cannot be read
   */
  public static List<SampleImage> beside(Storage storage, String dataset, String statisticsUri) {
    int folder = statisticsUri.lastIndexOf('/') + 1;
    String uri = statisticsUri.substring(0, folder) + StatisticsSketches.FILE_NAME;
    try {
      return of(dataset, StatisticsSketches.parse(uri, storage.readBytes(uri)).content());
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (StorageException e) {
      throw MillraceException.environment(e.getMessage(), e);
    } catch (IOException e) {
      throw MillraceException.environment(uri + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
