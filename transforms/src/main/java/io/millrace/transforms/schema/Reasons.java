package io.millrace.transforms.schema;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.Path;

/** Collects what is wrong with one feature and words it as TFDV does. Not thread-safe. */
public final class Reasons {
  private static final String SEVERAL = "Multiple errors";

  private final List<AnomalyInfo.Reason> reasons = new ArrayList<>();

  /** Adds a reason; {@code description} may be empty. */
  public void add(AnomalyInfo.Type type, String shortDescription, String description) {
    reasons.add(
        AnomalyInfo.Reason.newBuilder()
            .setType(type)
            .setShortDescription(shortDescription)
            .setDescription(description)
            .build());
  }

  /** Whether nothing is wrong. */
  public boolean isEmpty() {
    return reasons.isEmpty();
  }

  /** Adds the reasons that an anomaly holds. */
  public void addAll(AnomalyInfo info) {
    reasons.addAll(info.getReasonList());
  }

  /** The anomaly of a feature, of severity ERROR; not to be called when empty. */
  public AnomalyInfo toAnomaly(String feature) {
    return toAnomaly().toBuilder().setPath(Path.newBuilder().addStep(feature)).build();
  }

  /**
   * The anomaly of a dataset. Reasons without a description count in its texts only if no other
   * has.
   */
  AnomalyInfo toAnomaly() {
    List<AnomalyInfo.Reason> worded =
        reasons.stream().filter(r -> !r.getDescription().isEmpty()).toList();
    AnomalyInfo.Reason shown = worded.isEmpty() ? reasons.get(reasons.size() - 1) : worded.get(0);
    List<String> descriptions = worded.stream().map(AnomalyInfo.Reason::getDescription).toList();
    return AnomalyInfo.newBuilder()
        .setSeverity(AnomalyInfo.Severity.ERROR)
        .setShortDescription(worded.size() > 1 ? SEVERAL : shown.getShortDescription())
        .setDescription(String.join(" ", descriptions))
        .addAllReason(reasons)
        .build();
  }
}
