/** Statistics of features that hold images. */
package io.millrace.transforms.statistics.image;
