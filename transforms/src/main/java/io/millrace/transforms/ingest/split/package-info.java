/** Which split an example belongs to. */
package io.millrace.transforms.ingest.split;
