/** Pipelines: the YAML file as records, the graph of nodes with its checks, the JSON Schema. */
package io.millrace.jobs.pipeline;
