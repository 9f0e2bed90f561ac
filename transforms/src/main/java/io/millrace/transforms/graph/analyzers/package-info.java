/**
 * Full passes over the data: what an analyzer adds to the graph for each batch, how its partial
 * results are merged, and the constants it ends as.
 */
package io.millrace.transforms.graph.analyzers;
