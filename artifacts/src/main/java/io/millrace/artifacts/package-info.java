/** Artefact types and layout, the errors that every module raises. */
package io.millrace.artifacts;
