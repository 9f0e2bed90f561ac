/** An Examples artefact: its splits, their files, the records of a file, and how tasks write it. */
package io.millrace.transforms.examples;
