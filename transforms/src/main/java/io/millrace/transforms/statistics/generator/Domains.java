package io.millrace.transforms.statistics.generator;

import java.util.List;

/** The generators that find what values mean. */
public final class Domains {
  /** TFDV's custom statistic that names a domain, in the text form of schemas. */
  static final String DOMAIN_INFO = "domain_info";

  private Domains() {}

  /** All of them. */
  public static List<StatsGenerator> generators() {
    return List.of(
        new PerFeature(new ImageDomain()),
        new PerFeature(new LanguageDomain()),
        new PerFeature(new TimeDomainFinder()));
  }
}
