/** Publishing blessed models into the versioned folders that a model server watches. */
package io.millrace.model.push;
