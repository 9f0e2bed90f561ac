/** The IDX files of the MNIST family. */
package io.millrace.transforms.ingest.idx;
