/**
 * SavedModels: writing the inference graph of a trained network with its preprocessing, and loading
 * one to predict.
 */
package io.millrace.model.export;
