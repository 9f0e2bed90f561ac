/**
 * SchemaGen: infers a schema (types, presence, shapes, domains) from statistics by TFDV's rules and
 * widens it with the statistics of further splits.
 */
package io.millrace.transforms.schema;
