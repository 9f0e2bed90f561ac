/**
 * StatisticsGen: descriptive statistics of every feature of every split in one pass, as TFDV's
 * {@code DatasetFeatureStatisticsList}. Accumulators are mergeable, bounded in memory and use no
 * randomness: the same files give the same bytes.
 */
package io.millrace.transforms.statistics;
