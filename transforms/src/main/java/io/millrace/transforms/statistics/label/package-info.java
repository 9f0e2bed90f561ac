/** How features and the label go together: lift and mutual information. */
package io.millrace.transforms.statistics.label;
