package io.millrace.transforms.schema;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.metadata.v0.AnomalyInfo;
import org.tensorflow.metadata.v0.AnomalyInfo.Type;
import org.tensorflow.metadata.v0.Path;

/**
 * Collects what is wrong with one feature and words it as TFDV does: TFDV's short description is
 * left as it is, behind its description stands what was found and expected. Not thread-safe.
 */
public final class Reasons {
  private static final String SEVERAL = "Multiple errors";

  /** Types that TFDV gives a short description only; they do not count in that of the whole. */
  private static final Set<Type> SHORT =
      EnumSet.of(
          Type.FEATURE_MISSING_NAME,
          Type.FEATURE_MISSING_TYPE,
          Type.INVALID_SCHEMA_SPECIFICATION,
          Type.INVALID_DOMAIN_SPECIFICATION);

  private final List<AnomalyInfo.Reason> reasons = new ArrayList<>();

  /** Adds a reason; {@code description} may be empty. */
  public void add(Type type, String shortDescription, String description) {
    reasons.add(
        AnomalyInfo.Reason.newBuilder()
            .setType(type)
            .setShortDescription(shortDescription)
            .setDescription(description)
            .build());
  }

  /**
   * Adds a reason.
   *
   * @param description TFDV's words; may be empty
   * @param detail what was found and expected ({@link Found})
   */
  public void add(Type type, String shortDescription, String description, String detail) {
    add(
        type,
        shortDescription,
        detail.isEmpty() ? description : (description.strip() + " " + detail).strip());
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
    return toAnomaly(List.of(feature));
  }

  /** The anomaly of a feature with this path; as {@link #toAnomaly(String)}. */
  public AnomalyInfo toAnomaly(List<String> path) {
    return toAnomaly().toBuilder().setPath(Path.newBuilder().addAllStep(path)).build();
  }

  /** The anomaly of a dataset; as {@link #toAnomaly(String)}. */
  public AnomalyInfo toAnomaly() {
    List<AnomalyInfo.Reason> worded = reasons.stream().filter(Reasons::isWorded).toList();
    AnomalyInfo.Reason shown = worded.isEmpty() ? reasons.get(reasons.size() - 1) : worded.get(0);
    List<String> descriptions =
        reasons.stream().map(AnomalyInfo.Reason::getDescription).filter(d -> !d.isEmpty()).toList();
    return AnomalyInfo.newBuilder()
        .setSeverity(AnomalyInfo.Severity.ERROR)
        .setShortDescription(worded.size() > 1 ? SEVERAL : shown.getShortDescription())
        .setDescription(String.join(" ", descriptions))
        .addAllReason(reasons)
        .build();
  }

  private static boolean isWorded(AnomalyInfo.Reason reason) {
    // Of the types that are short mostly, those that TFDV describes begin with a message's name.
    boolean described = reason.getShortDescription().startsWith("ValueCounts.");
    return !reason.getDescription().isEmpty() && (described || !SHORT.contains(reason.getType()));
  }
}
