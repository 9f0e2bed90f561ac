/** Reading an Examples artefact: its splits, their files, the records of a file. */
package io.millrace.transforms.examples;
