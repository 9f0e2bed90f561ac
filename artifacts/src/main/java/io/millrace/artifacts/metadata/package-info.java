/**
 * The metadata store: every execution with its inputs, outputs, configuration, state and times, in
 * the SQL schema of ML Metadata (version 10), so that the Python client opens it.
 */
package io.millrace.artifacts.metadata;
