/** Files of artefacts that several components read. */
package io.millrace.transforms.files;
