/**
 * What a component of a pipeline is: its channels and options, the context it runs in and the
 * result it gives. The runner above it stages, publishes and records; a component only reads inputs
 * and writes into its staged outputs.
 */
package io.millrace.transforms.component;
