/** The command line: subcommands for pipelines and, made from its spec, one for each component. */
package io.millrace.jobs.cli;
