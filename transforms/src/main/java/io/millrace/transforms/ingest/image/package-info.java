/** Image files, from folders or named by a CSV file. */
package io.millrace.transforms.ingest.image;
