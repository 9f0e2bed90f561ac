/** Statistics beyond the default ones, users' own among them. */
package io.millrace.transforms.statistics.generator;
