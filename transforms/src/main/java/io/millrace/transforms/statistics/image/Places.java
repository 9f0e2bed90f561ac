package io.millrace.transforms.statistics.image;

import io.millrace.transforms.statistics.batch.Place;
import io.millrace.transforms.statistics.sketch.StateInput;
import io.millrace.transforms.statistics.sketch.StateOutput;

/** Writes places, for people and into states. */
final class Places {
  private static final int FOLDERS = 2;

  private Places() {}

  static void write(Place place, StateOutput out) {
    out.writeString(place.file());
    out.writeString(place.unit());
    out.writeVarint(place.position());
  }

  static Place read(StateInput in) {
    return new Place(in.readString(), in.readString(), in.readVarint());
  }

  /**
   * The file with the two folders that it lies in, which tell artefact and split, and the record:
   * the same wherever the artefacts lie.
   */
  static String shown(Place place) {
    String file = place.file();
    int from = file.length();
    for (int i = 0; i <= FOLDERS && from >= 0; i++) {
      from = file.lastIndexOf('/', from - 1);
    }
    return new Place(file.substring(from + 1), place.unit(), place.position()).toString();
  }
}
