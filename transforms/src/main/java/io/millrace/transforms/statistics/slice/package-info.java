/** Which examples belong to which slices. */
package io.millrace.transforms.statistics.slice;
