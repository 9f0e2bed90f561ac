/**
 * Options as records: annotations that document them, and the binder that fills them from a
 * pipeline file, the command line or a map, with errors that name the place and the nearest right
 * key.
 */
package io.millrace.artifacts.options;
